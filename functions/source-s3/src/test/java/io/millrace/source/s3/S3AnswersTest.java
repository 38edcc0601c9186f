package io.millrace.source.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.s3.S3Client;

/** Answers that S3Proxy does not give: a server of its own for each, which says what the test wants. */
class S3AnswersTest {

    private record Answer(int status, String body) {}

    private final List<String> queries = new ArrayList<>();
    private Function<String, Answer> answers = query -> new Answer(500, "");
    private HttpServer server;
    private S3Client client;
    private DocumentSource source;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = S3Buckets.client(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), S3Server.SECRET_KEY);
        SourceRoot root = SourceRoot.of("s3://bucket/", AccessList.EVERYONE);
        source = new S3Source(() -> client, new RegisteredSources(List.of(() -> List.of(root))), 1 << 20);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            queries.add(query);
            Answer answer = answers.apply(query);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/xml");

            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied",
        "403, InvalidAccessKeyId",
        "403, SignatureDoesNotMatch",
        "400, ExpiredToken",
        "400, InvalidToken",
        "401, Unauthorized"
    })
    void aRefusalIsNoVerdictOfTheObject(int status, String code) throws IOException {
        answers = query -> new Answer(status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");

        for (var ask : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> source.open("s3://bucket/a.txt").close(), () -> source.list("s3://bucket/", null, 10))) {
            Problem problem = catchThrowableOfType(ProblemException.class, ask).problem();
            assertThat(problem.code()).isEqualTo("bucket-credentials");
            assertThat(problem.category().retryable()).isTrue();
            assertThat(problem.detail()).contains(code).contains("renew the credentials");
        }
    }

    @Test
    void aClockThatIsWrongIsNamed() {
        answers = query -> new Answer(403, "<Error><Code>RequestTimeTooSkewed</Code><Message>no</Message></Error>");

        assertThatThrownBy(() -> source.list("s3://bucket/", null, 10))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("RequestTimeTooSkewed")
                .hasMessageContaining("set this machine's clock");
    }

    @Test
    void credentialsThatAreNowhereAreNamed() {
        try (AwsCredentialsProviderChain none = AwsCredentialsProviderChain.of(ProfileCredentialsProvider.builder()
                .profileFile(ProfileFile.aggregator().build())
                .profileName("none")
                .build())) {
            Problem problem = catchThrowableOfType(
                            ProblemException.class,
                            () -> S3Failures.mapped(new ObjectUri("s3", "bucket", ""), none::resolveCredentials))
                    .problem();

            assertThat(problem.code()).isEqualTo("bucket-credentials");
            assertThat(problem.detail())
                    .startsWith("there are no credentials for s3://bucket/")
                    .contains("AWS_ACCESS_KEY_ID");
        }
    }

    @Test
    void theServersOwnWordsSayWhatIsWrong() {
        answers = query -> new Answer(
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region 'us-east-1' is wrong; expecting 'eu-central-1'</Message></Error>");

        assertThatThrownBy(() -> source.list("s3://bucket/", null, 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expecting 'eu-central-1'");
    }

    @Test
    void aServerThatIsDownIsSaidToBe() {
        server.stop(0);

        assertThatThrownBy(() -> source.list("s3://bucket/", null, 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't reach s3://bucket/")
                .hasMessageContaining("millrace.s3.endpoint");
    }

    @Test
    void anObjectWhoseHeadIsRefusedIsNotGone() throws IOException {
        answers = query -> new Answer(403, "");

        assertThat(source.contains("s3://bucket/a.txt")).isTrue();
    }

    @Test
    void aPageWithoutContentsLeadsToTheNext() throws IOException {
        answers = query -> query.contains("continuation-token=t1")
                ? page("", object("b.txt"))
                : page("<IsTruncated>true</IsTruncated><NextContinuationToken>t1</NextContinuationToken>");

        assertThat(source.list("s3://bucket/", "s3://bucket/a.txt", 10))
                .extracting(Entry::uri)
                .containsExactly("s3://bucket/b.txt");
        assertThat(queries).hasSize(2);
        assertThat(queries.getFirst()).contains("start-after=a.txt");
        assertThat(queries.getLast()).doesNotContain("start-after");
    }

    @Test
    void aListThatHasMoreButNoWayOnMayBeAskedForAgain() {
        answers = query -> page("<IsTruncated>true</IsTruncated>");
        assertThatThrownBy(() -> source.list("s3://bucket/", null, 10)).isInstanceOf(IOException.class);

        answers = query -> page("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>");
        assertThatThrownBy(() -> source.list("s3://bucket/", null, 10)).isInstanceOf(IOException.class);
    }

    @Test
    void whatAServerLeavesOutIsNoFault() throws IOException {
        answers = query -> page("", "<Contents><Key>a.txt</Key></Contents>");

        assertThat(source.list("s3://bucket/", null, 10)).containsExactly(new Entry("s3://bucket/a.txt", "none", 0));
    }

    private static String object(String key) {
        return "<Contents><Key>" + key + "</Key><Size>1</Size><ETag>\"e\"</ETag></Contents>";
    }

    private static Answer page(String state, String... contents) {
        return new Answer(200, "<ListBucketResult>" + state + String.join("", contents) + "</ListBucketResult>");
    }
}
