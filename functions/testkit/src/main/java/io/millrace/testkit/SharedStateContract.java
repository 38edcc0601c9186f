package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.document.SourceRegistry.Kind;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.UploadSource;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.state.SharedState;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SharedState} does. An adapter's test extends this and gives the same, empty place for each test. */
public abstract class SharedStateContract {

    private static final String QUESTION = "0123456789abcdef0123456789abcdef";
    private static final DocumentKey DOCUMENT = DocumentKey.of(DocumentKey.DEFAULT_TENANT, "upload:/mill");
    private static final String URI = "s3://bucket/docs/";
    private static final AccessList STAFF = new AccessList(List.of("group:staff"));

    private SharedState state;
    private SharedState other;

    /** The place as one more process opens it. */
    protected abstract SharedState open();

    /** How many uploads are kept, and pieces of them that are none. */
    protected abstract long kept();

    /** As if all uploads were so much older. */
    protected abstract void age(Duration by);

    @BeforeEach
    void openTwice() {
        state = open();
        other = open();
    }

    @Test
    void whatOneTookTheOtherReads() throws IOException {
        String hash = state.uploads().put(bytes("mill"), 4);

        assertThat(hash).matches("[0-9a-f]{64}");
        try (Content content = new UploadSource(other.uploads()).open("blob:" + hash)) {
            assertThat(content.content().readAllBytes()).asString().isEqualTo("mill");
            assertThat(content.bytes()).isEqualTo(4);
            assertThat(content.etag()).isEqualTo(hash);
        }
    }

    @Test
    void anUploadOfAnySizeComesBackAsItWas() throws IOException {
        for (int size : new int[] {0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 19}) {
            byte[] sent = new byte[size];
            new Random(size).nextBytes(sent);

            String hash = state.uploads().put(new ByteArrayInputStream(sent), 3 << 20);

            try (Content content = other.uploads().open(hash)) {
                assertThat(content.bytes()).isEqualTo(size);
                assertThat(content.content().readAllBytes()).isEqualTo(sent);
                assertThat(content.content().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void theSameUploadIsKeptOnce() throws IOException {
        String hash = state.uploads().put(bytes("mill"), 10);

        assertThat(other.uploads().put(bytes("mill"), 10)).isEqualTo(hash);
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void nothingIsLeftOfAnUploadThatIsTooLarge() {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> state.uploads().put(bytes("mill race"), 8));

        assertThat(problem.problem().category()).isEqualTo(Category.TOO_LARGE);
        assertThat(kept()).isZero();
    }

    @Test
    void nothingIsLeftOfAnUploadThatBreaksOff() {
        InputStream breaking = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("the sender has gone");
            }
        };
        byte[] first = new byte[3 << 19];

        assertThatThrownBy(() -> state.uploads()
                        .put(new SequenceInputStream(new ByteArrayInputStream(first), breaking), 8 << 20))
                .isInstanceOf(IOException.class)
                .hasMessage("the sender has gone");
        assertThat(kept()).isZero();
    }

    @Test
    void aDeletedUploadIsGone() throws IOException {
        String hash = state.uploads().put(bytes("mill"), 10);
        state.uploads().describe(hash, DOCUMENT, "text/markdown");
        state.uploads().delete(hash);
        state.uploads().delete(hash);

        assertThat(catchThrowableOfType(
                                ProblemException.class, () -> other.uploads().open(hash))
                        .problem()
                        .category())
                .isEqualTo(Category.GONE);
        assertThat(kept()).isZero();
        assertThat(state.uploads().put(bytes("mill"), 10)).isEqualTo(hash);
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void uploadsOfLongAgoAreSwept() throws IOException {
        String hash = state.uploads().put(bytes("mill"), 10);
        Instant now = Instant.now();

        state.uploads().sweep(now, now.minus(Duration.ofMinutes(1)), _ -> Set.of());
        assertThat(kept()).isEqualTo(1);
        state.uploads().sweep(now, now.plus(Duration.ofMinutes(1)), _ -> Set.of());

        assertThat(kept()).isZero();
        assertThat(state.uploads().put(bytes("mill"), 10)).isEqualTo(hash);
    }

    @Test
    void anUploadThatComesAgainIsKeptFromThenOn() throws IOException {
        String hash = state.uploads().put(bytes("mill"), 10);
        age(Duration.ofDays(2));
        Instant between = Instant.now().minus(Duration.ofDays(1));
        other.uploads().put(bytes("mill"), 10);

        state.uploads().sweep(Instant.now(), between, _ -> Set.of());

        try (Content content = state.uploads().open(hash)) {
            assertThat(content.content().readAllBytes()).asString().isEqualTo("mill");
        }
    }

    @Test
    void whatIsStillWantedIsKept() throws IOException {
        String wanted = state.uploads().put(bytes("mill"), 10);
        state.uploads().describe(wanted, DOCUMENT, "text/markdown");
        String unwanted = state.uploads().put(bytes("race"), 10);
        state.uploads().describe(unwanted, DOCUMENT, "text/markdown");
        age(Duration.ofDays(2));
        Instant between = Instant.now().minus(Duration.ofDays(1));

        assertThat(state.uploads().keep(Set.of(wanted, "0".repeat(64)))).containsExactly(wanted);
        state.uploads().sweep(Instant.now(), between, _ -> Set.of());

        assertThat(other.uploads().contentType(wanted, DOCUMENT)).contains("text/markdown");
        assertThat(other.uploads().contentType(unwanted, DOCUMENT)).isEmpty();
        assertThat(state.uploads().keep(Set.of(unwanted))).isEmpty();
    }

    @Test
    void whatIsInUseIsKeptHoweverOldItIs() throws IOException {
        String used = state.uploads().put(bytes("mill"), 10);
        String unused = state.uploads().put(bytes("race"), 10);
        age(Duration.ofDays(2));
        String young = state.uploads().put(bytes("weir"), 10);
        Instant between = Instant.now().minus(Duration.ofDays(1));
        Set<String> asked = new HashSet<>();

        state.uploads().sweep(Instant.now(), between, names -> {
            asked.addAll(names);
            return Set.of(used);
        });

        assertThat(asked).containsExactlyInAnyOrder(used, unused);
        assertThat(state.uploads().keep(Set.of(used, unused, young))).containsExactlyInAnyOrder(used, young);
    }

    @Test
    void whatASenderSaysThatItIsComesBackUntilItSaysOtherwise() throws IOException {
        String hash = state.uploads().put(bytes("mill"), 10);
        assertThat(other.uploads().contentType(hash, DOCUMENT)).isEmpty();

        state.uploads().describe(hash, DOCUMENT, "text/markdown");
        assertThat(other.uploads().contentType(hash, DOCUMENT)).contains("text/markdown");
        state.uploads().describe(hash, DOCUMENT, "text/plain; charset=utf-8");
        assertThat(other.uploads().contentType(hash, DOCUMENT)).contains("text/plain; charset=utf-8");
        state.uploads().describe(hash, DOCUMENT, null);
        assertThat(other.uploads().contentType(hash, DOCUMENT)).isEmpty();
    }

    @Test
    void whatOneSaysOfBytesIsNothingToOthersWhoSendTheSame() throws IOException {
        DocumentKey elsewhere = DocumentKey.of("other", "upload:/mill");
        DocumentKey beside = DocumentKey.of(DocumentKey.DEFAULT_TENANT, "upload:/copy");
        String hash = state.uploads().put(bytes("mill"), 10);
        state.uploads().describe(hash, DOCUMENT, "text/csv");

        assertThat(other.uploads().put(bytes("mill"), 10)).isEqualTo(hash);
        other.uploads().describe(hash, elsewhere, null);

        try (Content content = other.uploads().open(hash)) {
            assertThat(content.contentType()).isNull();
        }
        assertThat(other.uploads().contentType(hash, elsewhere)).isEmpty();
        assertThat(other.uploads().contentType(hash, beside)).isEmpty();
        assertThat(state.uploads().contentType(hash, DOCUMENT)).contains("text/csv");
    }

    @Test
    void anAnswerIsKeptForADay() {
        state.answers().put(QUESTION, new byte[] {1});
        Instant now = Instant.now();

        state.answers().sweep(now.plus(Duration.ofHours(23)));
        assertThat(other.answers().get(QUESTION)).isPresent();
        state.answers().sweep(now.plus(Duration.ofHours(25)));
        assertThat(other.answers().get(QUESTION)).isEmpty();
    }

    @Test
    void aNameThatIsNoHashIsRefused() {
        assertThat(catchThrowableOfType(
                                ProblemException.class,
                                () -> new UploadSource(state.uploads()).open("blob:../../etc/passwd"))
                        .problem()
                        .category())
                .isEqualTo(Category.INVALID);
    }

    @Test
    void anAnswerIsFetchedElsewhereAndTheFirstStays() {
        assertThat(other.answers().get(QUESTION)).isEmpty();

        state.answers().put(QUESTION, "first".getBytes(StandardCharsets.UTF_8));
        other.answers().put(QUESTION, "second".getBytes(StandardCharsets.UTF_8));

        assertThat(other.answers().get(QUESTION))
                .hasValueSatisfying(answer -> assertThat(answer).asString().isEqualTo("first"));
    }

    @Test
    void aQuestionThatIsNoneIsRefused() {
        assertThat(catchThrowableOfType(
                                ProblemException.class, () -> state.answers().get("../x"))
                        .problem()
                        .category())
                .isEqualTo(Category.INVALID);
    }

    @Test
    void whatOneRegistersTheOtherSees() {
        SourceRegistry elsewhere = other.buckets();
        assertThat(elsewhere.roots()).isEmpty();

        state.buckets().register(List.of(URI), STAFF, "fixed");
        state.buckets().register(List.of("gs://other/"), null, null);
        assertThat(elsewhere.roots())
                .containsExactly(
                        new SourceRoot(URI, DocumentKey.DEFAULT_TENANT, STAFF, "fixed"),
                        SourceRoot.of("gs://other/", AccessList.EVERYONE));

        assertThat(state.buckets().unregister(URI)).isTrue();
        assertThat(elsewhere.roots()).extracting(SourceRoot::uri).containsExactly("gs://other/");
        assertThat(elsewhere.unregister(URI)).isFalse();
        assertThat(state.pages().roots()).isEmpty();
    }

    @Test
    void eachAddsToWhatTheOtherRegistered() {
        state.pages().register(List.of("https://mill.example/b", "https://mill.example/a"), null, null);
        other.pages().register(List.of("https://mill.example/c"), STAFF, null);

        assertThat(state.pages().roots())
                .extracting(SourceRoot::uri)
                .containsExactly("https://mill.example/b", "https://mill.example/a", "https://mill.example/c");
    }

    @Test
    void whatIsNotSaidStaysAsItWas() {
        SourceRegistry buckets = state.buckets();
        buckets.register(List.of(URI), STAFF, "fixed");

        assertThat(buckets.register(List.of(URI), null, null))
                .containsExactly(new SourceRoot(URI, DocumentKey.DEFAULT_TENANT, STAFF, "fixed"));
        buckets.register(List.of(URI), AccessList.EVERYONE, null);
        assertThat(buckets.roots())
                .containsExactly(new SourceRoot(URI, DocumentKey.DEFAULT_TENANT, AccessList.EVERYONE, "fixed"));
    }

    @Test
    void aUriMayBeLong() {
        String uri = "s3://bucket/" + "ü".repeat(4000) + "/";
        state.buckets().register(List.of(uri), null, null);

        assertThat(other.buckets().roots()).extracting(SourceRoot::uri).containsExactly(uri);
    }

    @Test
    void thereAreNotTooMany() {
        SourceRegistry buckets = state.buckets();
        List<String> most = IntStream.range(0, Kind.BUCKETS.max())
                .mapToObj(i -> "s3://bucket/" + i + "/")
                .toList();
        buckets.register(most, null, null);

        assertThatThrownBy(() -> buckets.register(List.of(URI, "s3://bucket/0/"), STAFF, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most 200");
        assertThat(buckets.roots()).extracting(SourceRoot::uri).isEqualTo(most);
        assertThat(buckets.register(most, null, null)).hasSize(most.size());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
