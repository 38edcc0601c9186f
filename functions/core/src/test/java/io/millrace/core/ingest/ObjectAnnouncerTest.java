package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ObjectAnnouncer.Outcome;
import io.millrace.core.ingest.ObjectChange.Kind;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectAnnouncerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:30:00Z");
    private static final String URI = "s3://bucket/docs/one.txt";
    private static final String TENANT = "acme";

    private final MemorySource source = new MemorySource();
    private final MemoryStore store = new MemoryStore();
    private final ObjectAnnouncer announcer = new ObjectAnnouncer(
            new RegisteredSources(List.of(() ->
                    List.of(new SourceRoot("s3://bucket/docs/", TENANT, new AccessList(List.of("user:ann")), null)))),
            List.of(source),
            store);

    @Test
    void announcesAnObjectInTheNameOfItsRootsTenant() {
        assertThat(put("A1", "etag")).isEqualTo(Outcome.CHANGED);
        store.settle();

        assertThat(store.announcedChanges).containsOnlyKeys(URI + " " + Sequence.ofSequencer("A1"));
        assertThat(store.find(DocumentKey.of(TENANT, URI)).orElseThrow().access())
                .isEqualTo(new AccessList(List.of("user:ann")));
    }

    @Test
    void aNotificationThatComesAgainBeforeItsEffectIsAnnouncedAgainUnderTheSameName() {
        put("A1", "etag");
        put("a1", "etag");

        assertThat(store.announcedChanges).containsExactly(Map.entry(URI + " " + Sequence.ofSequencer("A1"), 2));
    }

    @Test
    void whatIsIndexedOrOlderIsNotAnnounced() {
        put("A2", "new");
        store.settle();

        assertThat(put("A2", "new")).isEqualTo(Outcome.UNCHANGED);
        assertThat(put("A1", "old")).isEqualTo(Outcome.UNCHANGED);
        assertThat(put("A4", "newer")).isEqualTo(Outcome.CHANGED);
    }

    @Test
    void theSameContentWrittenAgainIsAnnouncedSinceItsTypeMayBeAnother() {
        put("A2", "same");
        store.settle();

        assertThat(put("A3", "same")).isEqualTo(Outcome.CHANGED);
        store.settle();

        assertThat(put("A3", "same")).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void theSameContentWithoutAPositionIsNotAnnounced() {
        put("A2", "same");
        store.settle();

        assertThat(take(Kind.CHANGED, "same", null, "key")).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aRemovalThatTheSourceBearsOutIsAnnouncedAndBeatsALatePut() {
        assertThat(remove("A2")).isEqualTo(Outcome.REMOVED);
        store.settle();

        assertThat(put("A1", "etag")).isEqualTo(Outcome.UNCHANGED);
        assertThat(store.announcedRemovals).containsOnlyKeys(URI + " " + Sequence.ofSequencer("A2"));
    }

    @Test
    void aRemovalOfWhatIsStillThereIsAChange() {
        source.documents.put(URI, "older version");

        assertThat(remove("A2")).isEqualTo(Outcome.CHANGED);

        assertThat(store.announcedChanges).containsOnlyKeys(URI + " " + Sequence.ofSequencer("A2"));
        assertThat(store.announcedRemovals).isEmpty();
    }

    @Test
    void withoutAPositionANotificationRepairsWhatIsKnown() {
        put("A1", "etag");
        store.settle();

        assertThat(take(Kind.REMOVED, null, null, "key")).isEqualTo(Outcome.REMOVED);
        assertThat(take(Kind.REMOVED, null, null, "key")).isEqualTo(Outcome.REMOVED);

        assertThat(store.announcedRemovals)
                .containsExactly(
                        Map.entry(URI + " " + Sequence.ofSequencer("A1").nextRepair(), 2));
    }

    @Test
    void passesOverWhatLiesElsewhereInTheBucket() {
        assertThat(announcer.take(change("s3://bucket/private/x"), "key", store))
                .isEqualTo(Outcome.ELSEWHERE);
        assertThat(store.announcedChanges).isEmpty();
    }

    @Test
    void refusesABucketOfWhichNothingIsRegistered() {
        assertThatThrownBy(() -> announcer.take(change("s3://bucket2/docs/x"), "key", store))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().category()).isEqualTo(Category.FORBIDDEN));
    }

    private Outcome put(String position, String etag) {
        return take(Kind.CHANGED, etag, Sequence.ofSequencer(position), "key");
    }

    private Outcome remove(String position) {
        return take(Kind.REMOVED, null, Sequence.ofSequencer(position), "key");
    }

    private Outcome take(Kind kind, @Nullable String etag, @Nullable Sequence position, String key) {
        return announcer.take(new ObjectChange(ObjectUri.parse(URI), kind, etag, 1L, NOW, position), key, store);
    }

    private static ObjectChange change(String uri) {
        return new ObjectChange(ObjectUri.parse(uri), Kind.CHANGED, "etag", 1L, NOW, Sequence.ofSequencer("A1"));
    }
}
