package io.millrace.source.azure;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals that Azurite does not give. */
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
        AzureConnections connections = new AzureConnections(AzureSourceEmulatorTest.config(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/ACCOUNT", AzureSourceEmulatorTest.KEY));
        SourceRoot root = SourceRoot.of("az://account/container/", AccessList.EVERYONE);
        DocumentSource source =
                new AzureSource(connections::container, new RegisteredSources(List.of(() -> List.of(root))), 1 << 20);

        Problem problem = catchThrowableOfType(ProblemException.class, () -> source.open("az://account/container/a"))
                .problem();

        assertThat(problem.code()).isEqualTo("bucket-credentials");
        assertThat(problem.category().retryable()).isTrue();
        assertThat(problem.detail()).contains(code);
        assertThat(source.contains("az://account/container/a")).isTrue();
    }
}
