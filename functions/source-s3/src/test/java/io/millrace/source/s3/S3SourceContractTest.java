package io.millrace.source.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.DocumentSourceContract;
import io.millrace.testkit.S3Server;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Against S3Proxy, a real server of the S3 API, or MinIO in a container. */
@Tag("containers")
class S3SourceContractTest extends DocumentSourceContract {

    private static S3Server server;
    private static S3Client client;
    private static S3Connection connection;
    private static int buckets;

    private String bucket;
    private DocumentSource source;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = S3Server.start(folder);
        client = S3Buckets.client(server.endpoint(), S3Server.SECRET_KEY);
        // A part of the SDK's standard chain.
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
        connection = new S3Connection(S3Buckets.config(server.endpoint()));
    }

    @AfterAll
    static void stopServer() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        client.close();
        server.close();
    }

    @BeforeEach
    void makeABucket() {
        bucket = "bucket-" + ++buckets;
        client.createBucket(create -> create.bucket(bucket));
        source = source(connection.client());
    }

    private RegisteredSources registered() {
        return new RegisteredSources(List.of(() -> List.of(SourceRoot.of(root(), AccessList.EVERYONE))));
    }

    private DocumentSource source(S3Client client) {
        return new S3Source(() -> client, registered(), MAX_BYTES);
    }

    @Override
    protected DocumentSource source() {
        return source;
    }

    @Override
    protected String root() {
        return "s3://" + bucket + "/docs/";
    }

    @Override
    protected void put(String name, byte[] content) {
        putKey("docs/" + name, content);
    }

    private void putKey(String key, byte[] content) {
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    @Override
    protected void delete(String name) {
        client.deleteObject(delete -> delete.bucket(bucket).key("docs/" + name));
    }

    @Override
    protected String unregistered() {
        return "s3://" + bucket + "/elsewhere.txt";
    }

    @Override
    protected boolean forbid(String name) {
        source = source(S3Buckets.client(server.endpoint(), "not-the-secret"));
        return true;
    }

    @Override
    protected Category unreadable() {
        return Category.UNAVAILABLE;
    }

    @Test
    void foldersOfConsolesAreNoDocuments() throws IOException {
        putKey("docs/", new byte[0]);
        putKey("docs/a/", new byte[0]);
        putKey("docs/a/b.txt", new byte[1]);
        putKey("docs/z/", new byte[0]);

        assertThat(source.list(root(), null, 1)).extracting(Entry::uri).containsExactly(root() + "a/b.txt");
        assertThat(source.list(root(), root() + "a/b.txt", 1)).isEmpty();
        assertThat(source.contains(root() + "a/")).isFalse();
    }

    @Test
    @DisabledIfSystemProperty(
            named = TestServers.CONTAINERS,
            matches = "true",
            disabledReason = "MinIO takes no key with an empty part, or with a part of more than 255 bytes")
    void keysMayHaveAnyLengthAndEmptyParts() throws IOException {
        List<String> keys =
                List.of("docs//doubled//slash.txt", "docs/" + "x".repeat(1015) + ".txt", "docs/ends/with/slash/");
        keys.forEach(key -> putKey(key, key.getBytes(StandardCharsets.UTF_8)));

        for (Entry entry : source.list(root(), null, 10)) {
            try (DocumentSource.Content content = source.open(entry.uri())) {
                assertThat(new String(content.content().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(ObjectUri.parse(entry.uri()).key());
            }
        }
        assertThat(source.list(root(), null, 10)).hasSameSizeAs(keys);
    }

    @Test
    void saysWhatTypeAnObjectHas() throws IOException {
        client.putObject(
                put -> put.bucket(bucket).key("docs/page").contentType("text/html; charset=windows-1252"),
                RequestBody.fromString("<p>Water</p>"));

        try (DocumentSource.Content content = source.open(root() + "page")) {
            assertThat(content.contentType()).isEqualTo("text/html; charset=windows-1252");
        }
    }

    @Test
    void ofABucketThatIsNotThereNothingIsGone() throws IOException {
        client.deleteBucket(delete -> delete.bucket(bucket));

        assertThat(source.contains(root() + "a.txt")).isTrue();
        assertThat(catchThrowableOfType(ProblemException.class, () -> source.list(root(), null, 1))
                        .problem()
                        .code())
                .isEqualTo("bucket-missing");
    }

    @Test
    void aServerThatIsAwayMayBeAskedAgain() {
        DocumentSource away = source(S3Buckets.client(URI.create("http://127.0.0.1:1"), S3Server.SECRET_KEY));

        assertThatThrownBy(() -> away.list(root(), null, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't reach s3://" + bucket + "/");
        assertThatThrownBy(() -> away.contains(root() + "a.txt")).isInstanceOf(IOException.class);
    }
}
