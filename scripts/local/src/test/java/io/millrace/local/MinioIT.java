package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.core.document.ObjectUri;
import io.millrace.testkit.StoreEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/** MinIO itself tells intake of what happens in a bucket, in its own words; skipped where it is not installed. */
class MinioIT {

    private static final String BUCKET = "reservoir";

    @TempDir
    private Path temporary;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    /** MinIO wants to know its webhook's address before the stack has one. */
    private HttpServer relay;

    @AutoClose
    private StoreEmulator server;

    @AutoClose
    private S3Client client;

    @AutoClose
    private volatile RunningStack stack;

    @BeforeEach
    void start() throws IOException {
        relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.setExecutor(Executors.newCachedThreadPool());
        relay.createContext("/", this::pass);
        relay.start();
        server = StoreEmulator.minio(
                temporary, URI.create("http://127.0.0.1:" + relay.getAddress().getPort() + "/notifications"));
        client = BucketIT.client(server.endpoint());
        client.createBucket(create -> create.bucket(BUCKET));
        stack = RunningStack.start(temporary.resolve("data"), BucketIT.options(server.endpoint()));
        assertThat(stack.postJson("/v1/sources", "{\"root\":\"s3://reservoir/in/\",\"access\":[\"public\"]}")
                        .statusCode())
                .isEqualTo(200);
        QueueConfiguration webhook = QueueConfiguration.builder()
                .queueArn(StoreEmulator.MINIO_TARGET)
                .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                .build();
        client.putBucketNotificationConfiguration(
                put -> put.bucket(BUCKET).notificationConfiguration(with -> with.queueConfigurations(webhook)));
    }

    @AfterEach
    void stop() {
        relay.stop(0);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (body.isEmpty() || stack == null) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            var answer = stack.postJson("/notifications", body);
            told.add(RunningStack.JSON.readTree(body).path("EventName").asText() + " " + answer.statusCode());
            exchange.sendResponseHeaders(answer.statusCode(), -1);
        }
    }

    @Test
    void whatHappensToAnObjectReachesTheIndex() throws IOException {
        put("in/a b+ü%.txt", "The first lock lifts boats.");
        awaitText("in/a b+ü%.txt", "The first lock lifts boats.");
        put("in/a b+ü%.txt", "The second lock lifts boats.");
        awaitText("in/a b+ü%.txt", "The second lock lifts boats.");
        uploadInParts("in/parts.txt", "The weir was built in parts.");
        awaitText("in/parts.txt", "The weir was built in parts.");
        client.copyObject(copy -> copy.sourceBucket(BUCKET)
                .sourceKey("in/parts.txt")
                .destinationBucket(BUCKET)
                .destinationKey("in/copy.txt"));
        awaitText("in/copy.txt", "The weir was built in parts.");
        client.deleteObject(delete -> delete.bucket(BUCKET).key("in/a b+ü%.txt"));
        awaitText("in/a b+ü%.txt", "");
        RunningStack.await(() -> told.size() == 5);

        assertThat(told)
                .containsExactly(
                        "s3:ObjectCreated:Put 200",
                        "s3:ObjectCreated:Put 200",
                        "s3:ObjectCreated:CompleteMultipartUpload 200",
                        "s3:ObjectCreated:Copy 200",
                        "s3:ObjectRemoved:Delete 200");
        assertThat(stack.deadLetters()).isEmpty();
    }

    @Test
    void whichVersionIsCurrentReachesTheIndex() throws IOException {
        client.putBucketVersioning(
                put -> put.bucket(BUCKET).versioningConfiguration(with -> with.status(BucketVersioningStatus.ENABLED)));
        String key = "in/lock.txt";
        String first = put(key, "The first lock lifts boats.");
        String second = put(key, "The second lock lifts boats.");
        awaitText(key, "The second lock lifts boats.");
        String marker =
                client.deleteObject(delete -> delete.bucket(BUCKET).key(key)).versionId();
        awaitText(key, "");
        delete(key, marker);
        awaitText(key, "The second lock lifts boats.");
        delete(key, second);
        awaitText(key, "The first lock lifts boats.");
        delete(key, first);
        awaitText(key, "");

        RunningStack.await(() -> told.size() == 6);
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "s3:ObjectCreated:Put 200",
                        "s3:ObjectCreated:Put 200",
                        "s3:ObjectRemoved:DeleteMarkerCreated 200",
                        "s3:ObjectRemoved:DeleteMarkerCreated 200",
                        "s3:ObjectRemoved:Delete 200",
                        "s3:ObjectRemoved:Delete 200");
        assertThat(stack.deadLetters()).isEmpty();
    }

    private String put(String key, String text) {
        return client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString(text))
                .versionId();
    }

    private void delete(String key, String version) {
        client.deleteObject(delete -> delete.bucket(BUCKET).key(key).versionId(version));
    }

    private void uploadInParts(String key, String text) {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(BUCKET).key(key))
                .uploadId();
        String etag = client.uploadPart(
                        part -> part.bucket(BUCKET).key(key).uploadId(upload).partNumber(1),
                        RequestBody.fromString(text))
                .eTag();
        client.completeMultipartUpload(complete -> complete.bucket(BUCKET)
                .key(key)
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(etag).build())));
    }

    /** Waits until the object's document has {@code text}; with no text until it is not indexed. */
    private void awaitText(String key, String text) throws IOException {
        String uri = new ObjectUri("s3", BUCKET, key).toString();
        RunningStack.await(() -> indexed(uri).equals(text));
    }

    private String indexed(String uri) {
        JsonNode documents =
                stack.json(stack.get("/v1/documents?state=indexed")).path("documents");
        return StreamSupport.stream(documents.spliterator(), false)
                .filter(document -> document.path("uri").asText().equals(uri))
                .map(document -> stack.json(
                        stack.get("/v1/documents/" + document.path("id").asText() + "/chunks")))
                .map(chunks -> chunks.path("chunks").path(0).path("text").asText())
                .findFirst()
                .orElse("");
    }
}
