package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a server on loopback, which the configuration allows, through the whole stack: ingested, changed, gone, refused. */
class WebPagesIT {

    @TempDir
    static Path data;

    private static final Map<String, String> PAGES = new ConcurrentHashMap<>();

    private static volatile Charset charset = StandardCharsets.UTF_8;
    private static HttpServer server;
    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            String page = PAGES.get(call.getRequestURI().getPath());
            byte[] body = page == null ? new byte[0] : page.getBytes(charset);
            call.getResponseHeaders().add("Content-Type", "text/html; charset=" + charset);
            boolean head = call.getRequestMethod().equals("HEAD");
            call.sendResponseHeaders(page == null ? 404 : 200, head || body.length == 0 ? -1 : body.length);
            if (!head) {
                call.getResponseBody().write(body);
            }
            call.close();
        });
        server.start();
        stack = RunningStack.start(
                data,
                "-Dmillrace.web.allowed-networks=127.0.0.0/8",
                "-Dmillrace.web.ports=80,443," + server.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        stack.close();
        server.stop(0);
    }

    @Test
    void aPageIsFoundAndFollowedUntilItIsGone() throws Exception {
        PAGES.put("/mill", page("The mill race carries the water of the Aare to the wheel."));
        ingest(uri("/mill"), 0);
        assertThat(texts("Which river feeds the mill race?")).contains("Aare");

        PAGES.put("/mill", page("The mill race carries the water of the Limmat to the wheel."));
        reindex();
        assertThat(texts("Which river feeds the mill race?")).contains("Limmat").doesNotContain("Aare");

        PAGES.remove("/mill");
        reindex();
        assertThat(texts("Which river feeds the mill race?")).doesNotContain("Limmat");
    }

    @Test
    void theCharsetOfTheHeaderIsEnough() throws Exception {
        charset = Charset.forName("windows-1251");
        try {
            PAGES.put("/melnitsa", page("Мельница"));
            ingest(uri("/melnitsa"), 0);
        } finally {
            charset = StandardCharsets.UTF_8;
        }

        assertThat(texts("Мельница")).contains("Мельница");
    }

    @Test
    void aPageThatWasDeletedIsNotBroughtBack() throws Exception {
        PAGES.put("/weir", page("The weir was built of oak in the year of the flood."));
        JsonNode report = ingest(uri("/weir"), 0);
        assertThat(report.path("indexed").asInt()).isOne();
        JsonNode document = stack.json(stack.get("/v1/documents?uri=" + uri("/weir")))
                .path("documents")
                .path(0);

        HttpResponse<String> deleted = stack.send(HttpRequest.newBuilder(URI.create(
                        stack.url("/v1/documents/" + document.path("id").asText())))
                .DELETE());
        assertThat(deleted.statusCode()).isEqualTo(200);
        reindex();

        assertThat(texts("What was the weir built of?")).doesNotContain("oak");
    }

    @Test
    void whatIsRefusedIsNamedWithItsReason() throws Exception {
        PAGES.put("/hidden", "<html><head><meta name=robots content=noindex></head><body>Hidden</body></html>");

        JsonNode report = ingest("http://10.0.0.1/", 1);
        assertThat(report.path("rejected").path(0).path("code").asText()).isEqualTo("document-address-refused");
        report = ingest("http://169.254.169.254/latest/", 1);
        assertThat(report.path("rejected").path(0).path("code").asText()).isEqualTo("document-address-refused");
        report = ingest("http://user:secret@127.0.0.1/", 1);
        assertThat(report.path("rejected").path(0).path("code").asText()).isEqualTo("document-address-invalid");
        report = ingest(uri("/hidden"), 1);
        assertThat(report.path("rejected").path(0).path("code").asText()).isEqualTo("document-noindex");
        report = ingest(uri("/never"), 1);
        assertThat(report.path("rejected").path(0).path("code").asText()).isEqualTo("document-gone");
        assertThat(stack.deadLetters()).isEmpty();
    }

    private static JsonNode ingest(String url, int code) throws Exception {
        try (CommandLine command = CommandLine.start(data, "ingest", url)) {
            assertThat(command.code()).as(command.errors()).isEqualTo(code);
            return command.lines().getLast();
        }
    }

    private static void reindex() throws Exception {
        try (CommandLine command = CommandLine.start(data, "reindex", "--scope", uri("/"))) {
            assertThat(command.code()).as(command.errors()).isZero();
        }
        stack.awaitQuiet();
    }

    private static String texts(String question) {
        StringBuilder texts = new StringBuilder();
        String query =
                RunningStack.JSON.createObjectNode().put("query", question).toString();
        stack.json(stack.postJson("/v1/search", query))
                .path("passages")
                .forEach(passage -> texts.append(passage.path("text").asText()).append('\n'));
        return texts.toString();
    }

    private static String uri(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static String page(String text) {
        return "<!DOCTYPE html><html><head><title>Mill</title></head><body><h1>Mill</h1><p>" + text
                + "</p></body></html>";
    }
}
