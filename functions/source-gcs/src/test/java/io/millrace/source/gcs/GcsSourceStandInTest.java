package io.millrace.source.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.DocumentSourceContract;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stand-in that keeps to the documented protocol, not against Google's servers or an emulator. */
class GcsSourceStandInTest extends DocumentSourceContract {

    private GcsStandIn server;
    private DocumentSource source;

    @BeforeEach
    void start() throws IOException {
        server = new GcsStandIn();
        source = source(server.endpoint(), GcsStandIn.TOKEN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static DocumentSource source(URI endpoint, String token) {
        return source(endpoint, token, GcsStandIn.uri("docs/"));
    }

    private static DocumentSource source(URI endpoint, String token, String registered) {
        SourceRoot root = SourceRoot.of(registered, AccessList.EVERYONE);
        return new GcsSource(
                new GcsCalls(endpoint, () -> Optional.of(token), Duration.ofSeconds(10)),
                new RegisteredSources(List.of(() -> List.of(root))),
                MAX_BYTES);
    }

    @Override
    protected DocumentSource source() {
        return source;
    }

    @Override
    protected String root() {
        return GcsStandIn.uri("docs/");
    }

    @Override
    protected void put(String name, byte[] content) {
        server.put("docs/" + name, content);
    }

    @Override
    protected void delete(String name) {
        server.delete("docs/" + name);
    }

    @Override
    protected String unregistered() {
        return GcsStandIn.uri("elsewhere.txt");
    }

    @Override
    protected boolean forbid(String name) {
        source = source(server.endpoint(), "not-the-token");
        return true;
    }

    @Override
    protected Category unreadable() {
        return Category.UNAVAILABLE;
    }

    @Test
    void aServerThatIsDownIsSaidToBe() {
        server.close();

        assertThatThrownBy(() -> source.list(root(), null, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't reach " + GcsStandIn.uri(""))
                .hasMessageContaining("millrace.gcs.endpoint");
    }

    @Test
    void foldersOfConsolesAreNoDocuments() throws IOException {
        put("", new byte[0]);
        put("a/", new byte[0]);
        put("a/b.txt", new byte[1]);

        assertThat(source.list(root(), null, 1)).extracting(Entry::uri).containsExactly(root() + "a/b.txt");
        assertThat(source.contains(root() + "a/")).isFalse();
    }

    @Test
    void namesMayHaveDotsAndEmptyParts() throws IOException {
        List<String> names = List.of(".", "..", "../..", "a/../b", "a//b", "/", "a/");
        names.forEach(name -> put(name, new byte[1]));

        List<Entry> entries = source.list(root(), null, 100);
        assertThat(entries).hasSameSizeAs(names);
        for (Entry entry : entries) {
            try (DocumentSource.Content content = source.open(entry.uri())) {
                assertThat(content.etag()).isEqualTo(entry.etag());
            }
        }
    }

    @Test
    void ofABucketThatIsNotThereNothingIsGone() throws IOException {
        assertThat(source.contains("gs://missing/a.txt")).isTrue();
        assertThat(catchThrowableOfType(ProblemException.class, () -> source.list("gs://missing/", null, 1))
                        .problem()
                        .code())
                .isEqualTo("bucket-missing");
    }

    @Test
    void aBucketThatIsNotThereIsNoVerdictOfItsObjects() {
        DocumentSource missing = source(server.endpoint(), GcsStandIn.TOKEN, "gs://missing/");

        Problem problem = catchThrowableOfType(ProblemException.class, () -> missing.open("gs://missing/a.txt"))
                .problem();

        assertThat(problem.code()).isEqualTo("bucket-missing");
        assertThat(problem.category().retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusalIsNoVerdictOfTheObject(int status) throws IOException {
        put("a.txt", new byte[1]);
        server.refuse(status);

        Problem problem = catchThrowableOfType(ProblemException.class, () -> source.open(root() + "a.txt"))
                .problem();

        assertThat(problem.code()).isEqualTo("bucket-credentials");
        assertThat(problem.category().retryable()).isTrue();
        assertThat(source.contains(root() + "a.txt")).isTrue();
    }

    @Test
    void aServerThatIsAwayMayBeAskedAgain() {
        DocumentSource away = source(URI.create("http://127.0.0.1:1"), GcsStandIn.TOKEN);

        assertThatThrownBy(() -> away.list(root(), null, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> away.contains(root() + "a.txt")).isInstanceOf(IOException.class);
    }
}
