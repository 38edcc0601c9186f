package io.millrace.source.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobHttpHeaders;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.DocumentSourceContract;
import io.millrace.testkit.StoreEmulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Azurite, Microsoft's emulator; skipped where it is not installed. */
class AzureSourceEmulatorTest extends DocumentSourceContract {

    /** The ones that Azurite's documentation names. */
    private static final String ACCOUNT = "devstoreaccount1";

    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static StoreEmulator server;
    private static AzureConnections connections;
    private static int containers;

    private String bucket;
    private BlobContainerClient container;
    private DocumentSource source;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = StoreEmulator.azurite(folder);
        connections = new AzureConnections(config(endpoint(), KEY));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeAContainer() {
        bucket = ACCOUNT + "/container-" + ++containers;
        container = connections.container(bucket);
        container.create();
        source = source(connections);
    }

    private static String endpoint() {
        return server.endpoint() + "/ACCOUNT";
    }

    private DocumentSource source(AzureConnections connections) {
        SourceRoot root = SourceRoot.of(root(), AccessList.EVERYONE);
        return new AzureSource(connections::container, new RegisteredSources(List.of(() -> List.of(root))), MAX_BYTES);
    }

    static AzureConfig config(String endpoint, @Nullable String key) {
        return new AzureConfig() {
            @Override
            public String endpoint() {
                return endpoint;
            }

            @Override
            public Optional<String> accountKey() {
                return Optional.ofNullable(key);
            }

            @Override
            public Optional<String> sasToken() {
                return Optional.empty();
            }

            @Override
            public long maxBytes() {
                return MAX_BYTES;
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(10);
            }
        };
    }

    @Override
    protected DocumentSource source() {
        return source;
    }

    @Override
    protected String root() {
        return "az://" + bucket + "/docs/";
    }

    @Override
    protected void put(String name, byte[] content) {
        container.getBlobClient("docs/" + name).upload(BinaryData.fromBytes(content), true);
    }

    @Override
    protected void delete(String name) {
        container.getBlobClient("docs/" + name).delete();
    }

    @Override
    protected String unregistered() {
        return "az://" + bucket + "/elsewhere.txt";
    }

    @Override
    protected boolean forbid(String name) {
        source = source(new AzureConnections(config(
                endpoint(), Base64.getEncoder().encodeToString("not the key".getBytes(StandardCharsets.UTF_8)))));
        return true;
    }

    @Override
    protected Category unreadable() {
        return Category.UNAVAILABLE;
    }

    @Test
    void saysWhatTypeABlobHas() throws IOException {
        put("page", "<p>Water</p>".getBytes(StandardCharsets.UTF_8));
        container
                .getBlobClient("docs/page")
                .setHttpHeaders(new BlobHttpHeaders().setContentType("text/html; charset=windows-1252"));

        try (DocumentSource.Content content = source.open(root() + "page")) {
            assertThat(content.contentType()).isEqualTo("text/html; charset=windows-1252");
        }
    }

    @Test
    void ofAContainerThatIsNotThereNothingIsGone() throws IOException {
        container.delete();

        assertThat(source.contains(root() + "a.txt")).isTrue();
        assertThat(catchThrowableOfType(ProblemException.class, () -> source.list(root(), null, 1))
                        .problem()
                        .code())
                .isEqualTo("bucket-missing");
    }
}
