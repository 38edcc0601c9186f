package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.S3Server;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A bucket behind a real server of the S3 API changes, and its notifications are lost, repeated and disordered at random: after the next reindex the index
 * equals the bucket, and late notifications change nothing of that. By default 12 keys and 36 changes; with {@code -Dmillrace.full=true} 1,000 and 3,000.
 */
class BucketIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int KEYS = TestSize.of(12, 1000);
    private static final int CHANGES = 3 * KEYS;
    private static final int SENT_AT_ONCE = 20;
    private static final String BUCKET = "reservoir";
    private static final String ROOT = "s3://" + BUCKET + "/in/";

    @TempDir
    private Path temporary;

    private final Random random = new Random(SEED);

    @Test
    void afterAReindexTheIndexEqualsTheBucket() throws IOException {
        System.out.println("BucketIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        try (S3Server server = S3Server.start(temporary.resolve("s3"));
                S3Client client = client(server.endpoint());
                RunningStack stack = RunningStack.start(temporary.resolve("data"), options(server.endpoint()))) {
            ChangingBucket bucket = new ChangingBucket(client, BUCKET, random, KEYS);
            register(stack);

            List<String> late = changeAndTell(bucket, stack);
            reindex(stack);
            assertEqual(stack, bucket);

            // Late word of what is gone by now is refused as that, and forgotten by the next reindex.
            late.forEach(notification -> tell(stack, notification));
            stack.awaitQuiet();
            assertEqual(stack, bucket, "document-gone");
            reindex(stack);
            assertEqual(stack, bucket);
            assertThat(stack.deadLetters()).isEmpty();
            System.out.println(bucket.etags("in/").size() + " objects; the server refused " + bucket.refused() + " of "
                    + CHANGES + " changes for their keys");
            assertThat(bucket.refused()).isLessThan(CHANGES / 4);
            deleteAll(stack);
        }
    }

    @Test
    void aBucketThatCanNotBeListedIsNotRegistered() throws IOException {
        try (S3Server server = S3Server.start(temporary.resolve("s3"));
                RunningStack stack = RunningStack.start(temporary.resolve("data"), options(server.endpoint()))) {
            var missing = stack.postJson("/v1/sources", "{\"root\":\"" + ROOT + "\"}");
            assertThat(missing.statusCode()).isEqualTo(422);
            assertThat(missing.body()).contains("source-unlistable", "there is no bucket s3://reservoir/");

            try (S3Client client = client(server.endpoint())) {
                client.createBucket(create -> create.bucket(BUCKET));
            }
            var noSlash = stack.postJson("/v1/sources", "{\"root\":\"s3://" + BUCKET + "/in\"}");
            assertThat(noSlash.statusCode()).isEqualTo(422);
            assertThat(noSlash.body()).contains("end it with a slash");

            var chunker = stack.postJson("/v1/sources", "{\"root\":\"" + ROOT + "\",\"chunker\":\"fixd\"}");
            assertThat(chunker.statusCode()).isEqualTo(400);
            assertThat(chunker.body()).contains("fixd", "sentence-window");

            var unknown = stack.postJson("/v1/sources", "{\"root\":\"ftp://host/\"}");
            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(stack.json(stack.get("/v1/sources")).path("sources")).isEmpty();
        }
    }

    /** Makes all changes, and tells of most of them; the notifications that are kept for later. */
    private List<String> changeAndTell(ChangingBucket bucket, RunningStack stack) {
        List<String> late = new ArrayList<>();
        List<ObjectNode> untold = new ArrayList<>();
        for (int change = 1; change <= CHANGES; change++) {
            for (ObjectNode record : bucket.change()) {
                switch (random.nextInt(5)) {
                    case 0 -> late.add(ChangingBucket.notification(List.of(record)));
                    case 1 -> {} // lost
                    case 2 -> untold.addAll(List.of(record, record));
                    default -> untold.add(record);
                }
            }
            if (change % SENT_AT_ONCE == 0) {
                Collections.shuffle(untold, random);
                while (!untold.isEmpty()) {
                    List<ObjectNode> some = untold.subList(0, Math.min(untold.size(), 1 + random.nextInt(3)));
                    tell(stack, ChangingBucket.notification(some));
                    some.clear();
                }
            }
        }
        return late;
    }

    private static void tell(RunningStack stack, String notification) {
        var answer = stack.postJson("/notifications", notification);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void register(RunningStack stack) {
        var answer = stack.postJson("/v1/sources", "{\"root\":\"" + ROOT + "\",\"access\":[\"public\"]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void reindex(RunningStack stack) throws IOException {
        stack.awaitQuiet();
        assertThat(stack.postJson("/v1/reindex", "{}").statusCode()).isEqualTo(202);
        RunningStack.await(
                Duration.ofMinutes(5),
                () -> stack.json(stack.get("/v1/reindex?wait=10")).path("done").asBoolean());
        stack.awaitQuiet();
    }

    /** @param refusals the only reasons for which a document may be listed without being indexed */
    private static void assertEqual(RunningStack stack, ChangingBucket bucket, String... refusals) {
        Map<String, String> indexed = new TreeMap<>();
        Map<String, String> ids = new HashMap<>();
        String next = "";
        while (next != null) {
            JsonNode page = stack.json(stack.get("/v1/documents?limit=1000" + next));
            for (JsonNode document : page.path("documents")) {
                if (document.path("state").asText().equals("rejected")) {
                    assertThat(document.path("code").asText())
                            .as(document.toString())
                            .isIn((Object[]) refusals);
                    continue;
                }
                assertThat(document.path("state").asText())
                        .as(document.toString())
                        .isEqualTo("indexed");
                indexed.put(document.path("uri").asText(), document.path("etag").asText());
                ids.put(document.path("uri").asText(), document.path("id").asText());
            }
            next = page.path("next").isTextual() ? "&after=" + page.path("next").asText() : null;
        }
        assertThat(indexed).isNotEmpty().isEqualTo(bucket.etags("in/"));
        ids.forEach((uri, id) -> assertThat(stack.json(stack.get("/v1/documents/" + id + "/chunks"))
                        .path("chunks")
                        .path(0)
                        .path("text")
                        .asText())
                .as(uri)
                .isEqualToIgnoringWhitespace(bucket.text(uri)));
    }

    /** Their positions are S3's, above any number of the ledger: a removal must be news all the same. */
    private static void deleteAll(RunningStack stack) throws IOException {
        for (JsonNode document :
                stack.json(stack.get("/v1/documents?state=indexed&limit=1000")).path("documents")) {
            String path = "/v1/documents/" + document.path("id").asText();
            var deleted = stack.send(
                    HttpRequest.newBuilder(URI.create(stack.url(path))).DELETE());
            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
            assertThat(stack.json(deleted).path("state").asText()).isEqualTo("removed");
            assertThat(stack.get(path).statusCode()).isEqualTo(404);
        }
        stack.awaitQuiet();
        assertThat(stack.json(stack.get("/v1/documents?state=indexed&limit=1000"))
                        .path("documents"))
                .isEmpty();
        assertThat(stack.deadLetters()).isEmpty();
    }

    /** What tells a stack where the server is, and who it is there. */
    static String[] options(URI server) {
        return new String[] {
            "-Dmillrace.s3.endpoint=" + server,
            "-Dmillrace.s3.region=us-east-1",
            "-Daws.accessKeyId=" + S3Server.ACCESS_KEY,
            "-Daws.secretAccessKey=" + S3Server.SECRET_KEY
        };
    }

    static S3Client client(URI server) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(server)
                .forcePathStyle(true)
                // S3Proxy does not know the checksums that the SDK appends by default.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build();
    }
}
