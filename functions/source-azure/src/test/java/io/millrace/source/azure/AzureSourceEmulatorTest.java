package io.millrace.source.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.DocumentSourceContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Azurite, Microsoft's emulator; skipped where it is not on the PATH, since to install it takes more than half a minute. */
class AzureSourceEmulatorTest extends DocumentSourceContract {

    private static Azurite server;
    private static AzureConnections connections;
    private static int containers;

    private String bucket;
    private BlobContainerClient container;
    private DocumentSource source;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        Optional<Path> program = Azurite.program();
        assumeTrue(program.isPresent(), "azurite-blob is not on the PATH");
        server = Azurite.start(program.get(), folder);
        connections = new AzureConnections(config(server.endpoint(), Azurite.KEY));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeAContainer() {
        bucket = Azurite.ACCOUNT + "/container-" + ++containers;
        container = connections.container(bucket);
        container.create();
        source = source(connections);
    }

    private DocumentSource source(AzureConnections connections) {
        SourceRoot root = SourceRoot.of(root(), AccessList.EVERYONE);
        return new AzureSource(connections::container, new RegisteredSources(List.of(() -> List.of(root))), MAX_BYTES);
    }

    static AzureConfig config(String endpoint, String key) {
        return new AzureConfig() {
            @Override
            public String endpoint() {
                return endpoint;
            }

            @Override
            public Optional<String> accountKey() {
                return Optional.of(key);
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
                server.endpoint(),
                Base64.getEncoder().encodeToString("not the key".getBytes(StandardCharsets.UTF_8)))));
        return true;
    }

    @Override
    protected Category unreadable() {
        return Category.UNAVAILABLE;
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
