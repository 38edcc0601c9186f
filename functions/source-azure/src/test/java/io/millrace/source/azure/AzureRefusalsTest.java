package io.millrace.source.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals that Azurite does not give, and no answer at all. */
class AzureRefusalsTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAccountThatIsAwayIsSaidToBeInTime() {
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/ACCOUNT";
        server.stop(0);
        DocumentSource source = source(AzureSourceEmulatorTest.config(endpoint, AzureSourceEmulatorTest.KEY));

        long start = System.nanoTime();
        assertThatThrownBy(() -> source.list("az://account/container/", null, 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't reach az://account/container/: ConnectException")
                .hasMessageContaining("millrace.azure.endpoint");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void noCredentialsAreNamed() {
        DocumentSource source = source(AzureSourceEmulatorTest.config("http://127.0.0.1:1/ACCOUNT", null));

        Problem problem = catchThrowableOfType(
                        ProblemException.class, () -> source.list("az://account/container/", null, 10))
                .problem();

        assertThat(problem.code()).isEqualTo("bucket-credentials");
        assertThat(problem.detail()).contains("az://account/").contains("MILLRACE_AZURE_ACCOUNT_KEY");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AuthenticationFailed",
        "403, AuthorizationFailure",
        "403, AuthorizationPermissionMismatch",
        "403, KeyBasedAuthenticationNotPermitted",
        "401, InvalidAuthenticationInfo"
    })
    void aRefusalIsNoVerdictOfTheBlob(int status, String code) throws IOException {
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("x-ms-error-code", code);
                exchange.sendResponseHeaders(status, -1);
            }
        });
        DocumentSource source = source(AzureSourceEmulatorTest.config(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/ACCOUNT", AzureSourceEmulatorTest.KEY));

        Problem problem = catchThrowableOfType(ProblemException.class, () -> source.open("az://account/container/a"))
                .problem();

        assertThat(problem.code()).isEqualTo("bucket-credentials");
        assertThat(problem.category().retryable()).isTrue();
        assertThat(problem.detail()).contains(code);
        assertThat(source.contains("az://account/container/a")).isTrue();
    }

    private static DocumentSource source(AzureConfig config) {
        SourceRoot root = SourceRoot.of("az://account/container/", AccessList.EVERYONE);
        return new AzureSource(
                new AzureConnections(config)::container, new RegisteredSources(List.of(() -> List.of(root))), 1 << 20);
    }
}
