package io.millrace.source.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A bucket that keeps versions, at Adobe's S3Mock: what is read is the current version, and nothing that is not. */
class S3VersionsTest {

    private static final String KEY = "docs/a.txt";
    private static final int LARGE = 1 << 20;

    private static S3Server server;
    private static S3Client client;
    private static int buckets;

    private String bucket;
    private DocumentSource source;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = S3Server.startWithVersions(folder);
        client = S3Buckets.client(server.endpoint(), S3Server.SECRET_KEY);
    }

    @AfterAll
    static void stopServer() {
        client.close();
        server.close();
    }

    @BeforeEach
    void makeABucket() {
        bucket = "versions-" + ++buckets;
        client.createBucket(create -> create.bucket(bucket));
        client.putBucketVersioning(
                put -> put.bucket(bucket).versioningConfiguration(with -> with.status(BucketVersioningStatus.ENABLED)));
        SourceRoot root = SourceRoot.of(root(), AccessList.EVERYONE);
        source = new S3Source(() -> client, new RegisteredSources(List.of(() -> List.of(root))), 2L * LARGE);
    }

    @Test
    void aNewerVersionIsReadWhereTheOlderOneWasAnnounced() throws IOException {
        PutObjectResponse older = put("first");
        PutObjectResponse newer = put("second");

        assertThat(older.versionId()).isNotEqualTo(newer.versionId());
        assertCurrent("second", newer);
    }

    /** Whole and with the mark that belongs to it, or a failure that may be tried again. */
    @Test
    void aVersionThatIsReplacedWhileItIsReadIsNeverAMix() throws IOException {
        PutObjectResponse older = put("o".repeat(LARGE));

        try (Content content = source.open(uri())) {
            InputStream in = content.content();
            String start = new String(in.readNBytes(10), StandardCharsets.UTF_8);
            put("y".repeat(LARGE - 5000));
            String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(start + rest).isEqualTo("o".repeat(LARGE));
            assertThat(content.etag()).isEqualTo(unquoted(older));
        } catch (IOException retryable) {
            assertThat(source.contains(uri())).isTrue();
        }
    }

    @Test
    void aMarkerHidesAndItsDeletionShowsAgain() throws IOException {
        put("first");
        PutObjectResponse newer = put("second");

        client.deleteObject(delete -> delete.bucket(bucket).key(KEY));
        assertGone();
        String marker = client.listObjectVersions(list -> list.bucket(bucket))
                .deleteMarkers()
                .getFirst()
                .versionId();

        delete(marker);
        assertCurrent("second", newer);
    }

    @Test
    void withTheNewestVersionDeletedTheOneBeforeIsCurrentAgain() throws IOException {
        PutObjectResponse first = put("first");
        PutObjectResponse second = put("second");
        PutObjectResponse third = put("third");

        delete(second.versionId());
        assertCurrent("third", third);
        delete(third.versionId());
        assertCurrent("first", first);
        delete(first.versionId());
        assertGone();
    }

    private void assertCurrent(String text, PutObjectResponse version) throws IOException {
        assertThat(source.contains(uri())).isTrue();
        assertThat(source.list(root(), null, 10)).containsExactly(new Entry(uri(), unquoted(version), text.length()));
        try (Content content = source.open(uri())) {
            assertThat(content.content()).hasBinaryContent(text.getBytes(StandardCharsets.UTF_8));
            assertThat(content.etag()).isEqualTo(unquoted(version));
        }
    }

    /** Not in the list either, but S3Mock lists what a marker hides. */
    private void assertGone() throws IOException {
        assertThat(source.contains(uri())).isFalse();
        assertThat(catchThrowableOfType(ProblemException.class, () -> source.open(uri()))
                        .problem()
                        .category())
                .isEqualTo(Category.GONE);
    }

    private PutObjectResponse put(String text) {
        return client.putObject(put -> put.bucket(bucket).key(KEY), RequestBody.fromString(text));
    }

    private void delete(String version) {
        client.deleteObject(delete -> delete.bucket(bucket).key(KEY).versionId(version));
    }

    private String root() {
        return "s3://" + bucket + "/docs/";
    }

    private String uri() {
        return "s3://" + bucket + "/" + KEY;
    }

    private static String unquoted(PutObjectResponse version) {
        return version.eTag().replace("\"", "");
    }
}
