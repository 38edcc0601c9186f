package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A bucket that keeps versions, behind a real server of the S3 API, through the whole stack: the index holds what is current, whichever version a notification names. */
class VersionedBucketIT {

    private static final String BUCKET = "reservoir";
    private static final String KEY = "in/lock.txt";
    private static final String URI = "s3://" + BUCKET + "/" + KEY;

    @TempDir
    private Path temporary;

    @AutoClose
    private S3Server server;

    @AutoClose
    private S3Client client;

    @AutoClose
    private RunningStack stack;

    private int notifications;

    @BeforeEach
    void start() throws IOException {
        server = S3Server.startWithVersions(temporary.resolve("s3"));
        client = BucketIT.client(server.endpoint());
        client.createBucket(create -> create.bucket(BUCKET));
        client.putBucketVersioning(
                put -> put.bucket(BUCKET).versioningConfiguration(with -> with.status(BucketVersioningStatus.ENABLED)));
        stack = RunningStack.start(temporary.resolve("data"), BucketIT.options(server.endpoint()));
        assertThat(stack.postJson("/v1/sources", "{\"root\":\"s3://reservoir/in/\",\"access\":[\"public\"]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theIndexHoldsWhatIsCurrentWhicheverVersionIsNamed() throws IOException {
        PutObjectResponse first = put("The first lock lifts boats.");
        PutObjectResponse second = put("The second lock lifts boats.");

        tell("ObjectCreated:Put", first.versionId(), first.eTag());
        assertIndexed("The second lock lifts boats.", second);
        tell("ObjectCreated:Put", second.versionId(), second.eTag());
        assertIndexed("The second lock lifts boats.", second);

        DeleteObjectResponse marker =
                client.deleteObject(delete -> delete.bucket(BUCKET).key(KEY));
        assertThat(marker.deleteMarker()).isTrue();
        String markerId = client.listObjectVersions(list -> list.bucket(BUCKET))
                .deleteMarkers()
                .getFirst()
                .versionId();
        ObjectNode deleted = tell("ObjectRemoved:DeleteMarkerCreated", markerId, null);
        assertRemoved();

        // MinIO calls it so as well when a marker is deleted; S3 calls that ObjectRemoved:Delete.
        delete(markerId);
        tell("ObjectRemoved:DeleteMarkerCreated", markerId, null);
        assertIndexed("The second lock lifts boats.", second);

        delete(second.versionId());
        tell("ObjectRemoved:Delete", second.versionId(), null);
        assertIndexed("The first lock lifts boats.", first);
        send(deleted);
        assertIndexed("The first lock lifts boats.", first);

        delete(first.versionId());
        tell("ObjectRemoved:Delete", first.versionId(), null);
        assertRemoved();
        assertThat(stack.deadLetters()).isEmpty();
    }

    private PutObjectResponse put(String text) {
        return client.putObject(put -> put.bucket(BUCKET).key(KEY), RequestBody.fromString(text));
    }

    private void delete(String version) {
        client.deleteObject(delete -> delete.bucket(BUCKET).key(KEY).versionId(version));
    }

    private ObjectNode tell(String event, String version, @Nullable String etag) throws IOException {
        ObjectNode record = ChangingBucket.record(BUCKET, event, KEY, etag, ++notifications);
        ((ObjectNode) record.path("s3").path("object")).put("versionId", version);
        send(record);
        return record;
    }

    private void send(ObjectNode record) throws IOException {
        var answer = stack.postJson("/notifications", ChangingBucket.notification(List.of(record)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        stack.awaitQuiet();
    }

    private void assertIndexed(String text, PutObjectResponse version) {
        JsonNode documents = stack.json(stack.get("/v1/documents")).path("documents");
        assertThat(documents).as(documents.toString()).hasSize(1);
        JsonNode document = documents.path(0);
        assertThat(document.path("uri").asText()).isEqualTo(URI);
        assertThat(document.path("state").asText()).isEqualTo("indexed");
        assertThat(document.path("etag").asText()).isEqualTo(version.eTag().replace("\"", ""));
        JsonNode chunks =
                stack.json(stack.get("/v1/documents/" + document.path("id").asText() + "/chunks"));
        assertThat(chunks.path("chunks").path(0).path("text").asText()).isEqualTo(text);
    }

    private void assertRemoved() {
        assertThat(stack.json(stack.get("/v1/documents?state=indexed")).path("documents"))
                .isEmpty();
    }
}
