package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms of many files, sent whole, broken off and again. */
class UploadsIT {

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = RunningStack.start(data, "-Dmillrace.uploads.max-bytes=5000", "-Dmillrace.uploads.max-files=4");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void eachFileIsADocumentAndOneThatIsRefusedKeepsOutNoOther() throws IOException {
        JsonNode receipts = accepted(send(
                "first",
                file("mill/a.md", "# Sluice\n\nThe sluice opens at dawn."),
                field("uri", "upload:named"),
                file("b.md", "# Wheel\n\nThe wheel turns left."),
                file("mill/large.md", "x".repeat(6000)),
                file("mill/a.md", "twice")));

        assertThat(receipts).hasSize(4);
        assertThat(receipts.path(0).path("uri").asText()).isEqualTo("upload:/mill/a.md");
        assertThat(receipts.path(1).path("uri").asText()).isEqualTo("upload:named");
        assertThat(receipts.path(2).path("code").asText()).isEqualTo("document-too-large");
        assertThat(receipts.path(3).path("code").asText()).isEqualTo("document-twice");
        stack.awaitQuiet();
        assertThat(stateOf("upload:/mill/a.md")).isEqualTo("indexed");
        assertThat(stateOf("upload:named")).isEqualTo("indexed");
        assertThat(stateOf("upload:/mill/large.md")).isEmpty();
    }

    @Test
    void aFormThatBrokeOffIsSentAgainWithoutASecondChange() throws IOException {
        String first = file("again/a.md", "# A\n\nThe first file of the form.");
        String second = file("again/b.md", "# B\n\nThe second file of the form.");
        try (Socket unfinished = begin("resumed", first, second.substring(0, second.length() - 20))) {
            RunningStack.await(() -> stateOf("upload:/again/a.md").equals("indexed"));
            assertThat(unfinished.isClosed()).isFalse();
        }
        String before = versionAndSequence("upload:/again/a.md");
        assertThat(stateOf("upload:/again/b.md")).isEmpty();

        JsonNode receipts = accepted(send("resumed", first, second));
        stack.awaitQuiet();

        assertThat(receipts).hasSize(2);
        assertThat(stateOf("upload:/again/b.md")).isEqualTo("indexed");
        assertThat(versionAndSequence("upload:/again/a.md")).isEqualTo(before);
        JsonNode third = accepted(send("resumed", first, second));
        assertThat(third).isEqualTo(receipts);
        Set<String> other = new HashSet<>();
        accepted(send("other", first))
                .forEach(receipt -> other.add(receipt.path("sequence").asText()));
        assertThat(other).doesNotContain(receipts.path(0).path("sequence").asText());
    }

    /** Their bytes and what was said of them are kept as long as the document is there. */
    @Test
    void reindexingEverythingMakesUploadsAnew() throws IOException {
        String uri = "upload:notes";
        HttpResponse<String> sent = stack.send(
                HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri + "&title=Of%20mills")))
                        .header("Content-Type", "text/markdown")
                        .POST(BodyPublishers.ofString("# The flume\n\nThe flume leads the water to the wheel.")));
        assertThat(sent.statusCode()).isEqualTo(202);
        stack.awaitQuiet();
        String before = versionAndSequence(uri);
        JsonNode chunks = chunks(uri);
        assertThat(chunks.toString()).contains("The flume leads the water");

        stack.postJson("/v1/reindex", "{\"mode\":\"all\"}");
        RunningStack.await(() -> !versionAndSequence(uri).equals(before));
        stack.awaitQuiet();

        assertThat(stateOf(uri)).isEqualTo("indexed");
        assertThat(find(uri).path("title").asText()).isEqualTo("Of mills");
        assertThat(chunks(uri)).isEqualTo(chunks);
    }

    @Test
    void bytesThatNoDocumentHasGoInTheEnd() throws IOException {
        Path wanted = upload("upload:wanted", "The race leads to the mill.");
        Path unwanted = upload("upload:unwanted", "The mill is sold.");
        stack.awaitQuiet();
        stack.send(HttpRequest.newBuilder(URI.create(stack.url(
                        "/v1/documents/" + find("upload:unwanted").path("id").asText())))
                .DELETE());
        stack.awaitQuiet();
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(40)));
        Files.setLastModifiedTime(wanted, longAgo);
        Files.setLastModifiedTime(unwanted, longAgo);

        stack.postJson("/v1/reindex", "{}");
        RunningStack.await(() -> !Files.exists(unwanted));

        assertThat(wanted).hasContent("The race leads to the mill.");
    }

    /** Where its bytes lie. */
    private static Path upload(String uri, String text) {
        HttpResponse<String> sent = stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri)))
                .POST(BodyPublishers.ofString(text)));
        assertThat(sent.statusCode()).isEqualTo(202);
        String hash = HexFormat.of().formatHex(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
        return data.resolve("blobs").resolve(hash.substring(0, 2)).resolve(hash);
    }

    private static JsonNode chunks(String uri) {
        return stack.json(stack.get("/v1/documents/" + find(uri).path("id").asText() + "/chunks"))
                .path("chunks");
    }

    @Test
    void moreFilesThanAllowedAreRefusedFromThereOn() {
        HttpResponse<String> answer =
                send("many", file("1", "a"), file("2", "b"), file("3", "c"), file("4", "d"), file("5", "e"));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(stack.json(answer).path("title").asText()).isEqualTo("form-too-large");
        assertThat(stack.json(answer).path("documents").findValuesAsText("uri"))
                .containsExactly("upload:/1", "upload:/2", "upload:/3", "upload:/4");
    }

    @Test
    void theSameFileAgainAndAgainCountsToo() {
        String file = file("same", "a");

        assertThat(send("same", file, file, file, file, file).statusCode()).isEqualTo(413);
    }

    @Test
    void fieldsThatNobodyAskedForAreSkippedAndNotWithoutEnd() {
        String other = field("other", "x".repeat(10_000));

        assertThat(accepted(send("fields", other, field("title", "A"), file("fields/a.md", "a"))))
                .hasSize(1);
        assertThat(problem(send("endless", other.repeat(17), file("fields/b.md", "b"))))
                .isEqualTo("form-invalid");
    }

    @Test
    void anUploadDoesNotPoseAsADocumentOfASource() {
        for (String uri :
                Set.of("file:///etc/motd", "https://example.com/", "S3://bucket/key", "az://a/b/c", "blob:x")) {
            assertThat(accepted(send("pose", field("uri", uri), file("pose", "a")))
                            .path(0)
                            .path("code")
                            .asText())
                    .as(uri)
                    .isEqualTo("request-invalid");
        }
        assertThat(stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=gs://bucket/key")))
                                .POST(BodyPublishers.ofString("a")))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void oneNameOutOfTheOrdinaryKeepsOutNoOtherFile() {
        JsonNode receipts = accepted(send("odd", file("", "a"), file("nul\0ü.md", "b"), file("odd/c.md", "c")));

        assertThat(receipts).hasSize(3);
        assertThat(receipts.path(0).path("code").asText()).isEqualTo("request-invalid");
        assertThat(receipts.path(1).path("uri").asText()).isEqualTo("upload:/nul%00%C3%BC.md");
        assertThat(receipts.path(2).path("uri").asText()).isEqualTo("upload:/odd/c.md");
    }

    @Test
    void aFormThatEndsWithinAFileIsAProblem() {
        HttpResponse<String> answer =
                post("multipart/form-data; boundary=edge", file("cut.md", "# Cut\n\nThe rest is"));

        assertThat(problem(answer)).isEqualTo("form-invalid");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(stateOf("upload:/cut.md")).isEmpty();
    }

    @Test
    void pagesOfOtherSitesRegisterNothing() {
        HttpResponse<String> answer = stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/sources")))
                .header("Origin", "https://example.com")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"root\":\"/\"}")));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void whatIsNoFormIsAProblem() {
        assertThat(problem(post("multipart/form-data", "text"))).isEqualTo("form-invalid");
        assertThat(problem(post("multipart/form-data; boundary=b", "text"))).isIn("form-invalid", "form-empty");
        assertThat(problem(send("empty", field("uri", "upload:x")))).isEqualTo("form-empty");
    }

    private static String problem(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return stack.json(answer).path("title").asText();
    }

    private static JsonNode accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return stack.json(answer).path("documents");
    }

    private static String stateOf(String uri) {
        return find(uri).path("state").asText("");
    }

    private static String versionAndSequence(String uri) {
        JsonNode document = find(uri);
        return document.path("version").asText() + " "
                + document.path("searchableAt").asText();
    }

    private static JsonNode find(String uri) {
        return stack.json(stack.get("/v1/documents?uri=" + uri))
                .path("documents")
                .path(0);
    }

    private static HttpResponse<String> send(String key, String... parts) {
        return stack.send(request("multipart/form-data; boundary=\"edge\"", String.join("", parts) + "--edge--\r\n")
                .header("Idempotency-Key", key));
    }

    private static HttpResponse<String> post(String contentType, String body) {
        return stack.send(request(contentType, body));
    }

    private static HttpRequest.Builder request(String contentType, String body) {
        return HttpRequest.newBuilder(URI.create(stack.url("/v1/documents")))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body));
    }

    /** Sends a form without its end; the connection stays open. */
    private static Socket begin(String key, String... parts) throws IOException {
        URI url = URI.create(stack.url("/v1/documents"));
        byte[] body = String.join("", parts).getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: " + key
                        + "\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: "
                        + (body.length + 1000) + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(body);
        out.flush();
        return socket;
    }

    private static String file(String name, String content) {
        return "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: text/markdown\r\n\r\n" + content + "\r\n";
    }

    private static String field(String name, String value) {
        return "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
