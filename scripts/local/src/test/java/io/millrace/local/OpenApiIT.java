package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.core.document.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published API, the resources and their real replies say the same. */
class OpenApiIT {

    private static final String JAX_RS = "jakarta.ws.rs.";
    private static final String PATH = JAX_RS + "Path";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final String NO_ID = "0".repeat(32);
    private static final String STEAM =
            DocumentKey.of("default", "upload:/steam").id();

    @TempDir
    static Path data;

    private static RunningStack stack;
    private static PublishedApi api;

    @BeforeAll
    static void start() throws IOException {
        stack = SteamLibrary.start(data);
        api = new PublishedApi(stack.json(stack.get("/openapi?format=json")));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /** A request, the operation that it is, and the status that it must get. */
    private record Exchange(String operation, String path, String body, int status) {

        static Exchange get(String template, String path, int status) {
            return new Exchange("get " + template, path, "", status);
        }

        static Exchange post(String path, String body, int status) {
            return new Exchange("post " + path, path, body, status);
        }
    }

    @Test
    void isOfVersion31() {
        HttpResponse<String> yaml = stack.get("/openapi");

        assertThat(yaml.headers().firstValue("Content-Type")).contains("application/yaml;charset=UTF-8");
        assertThat(yaml.body()).startsWith("openapi: 3.1.");
    }

    @Test
    void isJsonForWhoeverNamesItFirst() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url("/openapi")))
                .header("Accept", "application/json")
                .GET();

        assertThat(stack.json(stack.send(request)).path("openapi").asText()).startsWith("3.1.");
    }

    @Test
    void namesEveryOperationOfTheResourcesAndNoOther() {
        assertThat(api.operations()).isEqualTo(ofResources());
    }

    @Test
    void describesEveryReply() throws IOException {
        String question = SteamLibrary.QUESTION;
        String message = "[{\"role\": \"user\", \"content\": \"" + question + "\"}]";
        String few = "{\"path\": \"/\", \"changedFrom\": \"2020-01-01T00:00:00Z\", \"where\": \"language = 'en'\"}";
        String asked = stack.json(stack.postJson(
                        "/v1/questions",
                        "{\"question\": \"" + question + "\", \"filter\": " + few + ", \"explain\": true}"))
                .path("id")
                .asText();
        List<Exchange> exchanges = List.of(
                Exchange.post("/v1/chat/completions", "{\"messages\": " + message + "}", 200),
                Exchange.post(
                        "/v1/chat/completions",
                        "{\"model\": \"millrace-generate\", \"messages\": " + message + "}",
                        200),
                Exchange.post(
                        "/v1/chat/completions",
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"Who won the cup of 1974?\"}]}",
                        200),
                Exchange.post(
                        "/v1/chat/completions",
                        "{\"millrace\": {\"explain\": true, \"filter\": " + few + "}, \"messages\": " + message + "}",
                        200),
                Exchange.post(
                        "/v1/chat/completions",
                        "{\"millrace\": {\"explian\": true}, \"messages\": " + message + "}",
                        400),
                Exchange.post("/v1/chat/completions", "{\"n\": 2, \"messages\": " + message + "}", 400),
                Exchange.get("/v1/models", "/v1/models", 200),
                Exchange.get("/v1/models/{id}", "/v1/models/millrace", 200),
                Exchange.get("/v1/models/{id}", "/v1/models/other", 404),
                Exchange.post("/v1/embeddings", "{\"input\": \"steam\"}", 200),
                Exchange.post("/v1/embeddings", "{\"input\": [\"a\", \"b\"], \"encoding_format\": \"base64\"}", 200),
                Exchange.post("/v1/embeddings", "{\"input\": \"" + "steam ".repeat(600) + "\"}", 400),
                Exchange.post("/v1/embeddings", "{\"input\": \"a\", \"dimensions\": 3}", 400),
                Exchange.post(
                        "/v1/rerank",
                        "{\"query\": \"bees\", \"documents\": [\"a steam engine\", {\"text\": \"a hive\"}]}",
                        200),
                Exchange.post(
                        "/v1/rerank",
                        "{\"query\": \"bees\", \"documents\": [\"a\"], \"top_n\": 1, \"return_documents\": true}",
                        200),
                Exchange.post("/v1/rerank", "{\"query\": \"bees\", \"documents\": []}", 400),
                Exchange.post("/v1/search", "{\"query\": \"" + question + "\", \"k\": 3}", 200),
                Exchange.post(
                        "/v1/search",
                        "{\"query\": \"" + question + "\", \"filter\": " + few
                                + ", \"explain\": true, \"rerank\": false, \"distinct\": true, \"perDocument\": 1, \"merge\": true, \"maxTokens\": 60}",
                        200),
                Exchange.post("/v1/search", "{\"query\": \"" + question + "\", \"maxTokens\": 0}", 400),
                Exchange.post("/v1/search", "{\"query\": \"" + "a".repeat(8001) + "\"}", 413),
                Exchange.post(
                        "/v1/feedback",
                        "{\"answer\": \"" + NO_ID + "\", \"rating\": \"down\", \"comment\": \"No.\"}",
                        201),
                Exchange.post("/v1/feedback", "{\"answer\": \"../x\", \"rating\": \"up\"}", 400),
                Exchange.get("/v1/feedback", "/v1/feedback", 200),
                Exchange.post("/v1/questions", "{\"question\": \"" + question + "\"}", 202),
                Exchange.post(
                        "/v1/questions", "{\"question\": \"" + question + "\", \"filter\": {\"tags\": \"a\"}}", 400),
                Exchange.get("/v1/questions/{id}", "/v1/questions/" + asked + "?wait=60", 200),
                Exchange.get("/v1/questions/{id}", "/v1/questions/" + NO_ID, 202),
                Exchange.get("/v1/documents", "/v1/documents", 200),
                new Exchange("post /v1/documents", "/v1/documents?uri=upload:/more", "More of the same.", 202),
                new Exchange("post /v1/documents", "/v1/documents?uri=file:/more", "More of the same.", 400),
                Exchange.post("/v1/documents/states", "{\"ids\": [\"" + STEAM + "\"]}", 200),
                Exchange.get("/v1/documents/{id}", "/v1/documents/" + STEAM, 200),
                Exchange.get("/v1/documents/{id}", "/v1/documents/" + NO_ID, 404),
                Exchange.get("/v1/documents/{id}/chunks", "/v1/documents/" + STEAM + "/chunks", 200),
                Exchange.post("/v1/sources", "{\"root\": \"" + data.resolve("folder") + "\"}", 200),
                Exchange.get("/v1/sources", "/v1/sources", 200),
                new Exchange("delete /v1/sources", "/v1/sources?uri=s3://none/", "", 404),
                Exchange.post("/v1/pages", "{\"urls\": [\"http://127.0.0.1/\"]}", 202),
                Exchange.post("/v1/reindex", "{}", 202),
                Exchange.get("/v1/reindex", "/v1/reindex?wait=60", 200),
                Exchange.get("/v1/dead-letters", "/v1/dead-letters", 200),
                Exchange.get("/v1/dead-letters/{id}", "/v1/dead-letters/" + NO_ID, 404),
                new Exchange("delete /v1/dead-letters/{id}", "/v1/dead-letters/" + NO_ID, "", 404),
                new Exchange("post /v1/dead-letters/{id}/replay", "/v1/dead-letters/" + NO_ID + "/replay", "", 404),
                Exchange.get("/v1/status", "/v1/status", 200),
                Exchange.get("/openapi", "/openapi?format=json", 200),
                new Exchange(
                        "delete /v1/documents/{id}",
                        "/v1/documents/"
                                + DocumentKey.of("default", "upload:/bees").id(),
                        "",
                        200));
        Files.createDirectories(data.resolve("folder"));

        List<String> wrong = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Exchange exchange : exchanges) {
            HttpResponse<String> reply = send(exchange);
            assertThat(reply.statusCode()).as(exchange + ": " + reply.body()).isEqualTo(exchange.status());
            String type = reply.headers().firstValue("Content-Type").orElse("");
            wrong.addAll(api.errors(exchange.operation(), reply.statusCode(), type, reply.body()));
            seen.add(exchange.operation());
        }

        assertThat(wrong).isEmpty();
        assertThat(seen).isEqualTo(api.operations());
    }

    @Test
    void describesEveryChunkOfAStream() {
        String body =
                "{\"stream\": true, \"stream_options\": {\"include_usage\": true}, \"messages\": [{\"role\": \"user\","
                        + " \"content\": \"" + SteamLibrary.QUESTION + "\"}]}";

        List<String> chunks = stack.postJson("/v1/chat/completions", body)
                .body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring("data: ".length()))
                .toList();

        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(chunks)
                .allSatisfy(
                        chunk -> assertThat(api.errors("post /v1/chat/completions", 200, "text/event-stream", chunk))
                                .isEmpty());
    }

    private static HttpResponse<String> send(Exchange exchange) {
        String method = exchange.operation().substring(0, exchange.operation().indexOf(' '));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url(exchange.path())))
                .method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString(exchange.body()));
        return stack.send(
                exchange.body().startsWith("{") ? request.header("Content-Type", "application/json") : request);
    }

    private static Set<String> ofResources() {
        Set<String> operations = new TreeSet<>();
        for (JavaClass resource : ours()) {
            if (resource.isAnnotatedWith(PATH)) {
                for (JavaMethod method : resource.getMethods()) {
                    String path = path(resource) + (method.isAnnotatedWith(PATH) ? "/" + path(method) : "");
                    METHODS.stream()
                            .filter(verb -> method.isAnnotatedWith(JAX_RS + verb))
                            .forEach(verb -> operations.add(verb.toLowerCase(Locale.ROOT) + " " + path));
                }
            }
        }
        return operations;
    }

    /** Without what they are made of from elsewhere: only names of annotations and their values are asked for. */
    private static JavaClasses ours() {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.millrace");
        });
    }

    private static String path(HasAnnotations<?> annotated) {
        return annotated
                .getAnnotationOfType(PATH)
                .get("value")
                .map(Object::toString)
                .orElseThrow();
    }
}
