package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileAnnouncerTest {

    private static final SourceRoot ROOT = SourceRoot.of("memory:a/", AccessList.EVERYONE);
    private static final String URI = "memory:a/one";
    private static final String NAMED = URI + " " + Sequence.ofNumber(1);

    private final MemorySource source = new MemorySource();
    private final MemoryStore store = new MemoryStore();
    private final FileAnnouncer announcer = new FileAnnouncer(List.of(source), store);

    @BeforeEach
    void takeNotifications() {
        store.notified = true;
    }

    @Test
    void whatIsNotThereIsRemovedUnderTheSameNameEachTime() {
        removed("event");
        removed("event");

        assertThat(store.announcedRemovals).containsExactly(Map.entry(NAMED, 2));
        assertThat(store.announcedChanges).isEmpty();
    }

    @Test
    void whatIsThereIsAChange() {
        source.documents.put(URI, "etag");

        removed("event");

        assertThat(store.announcedChanges).containsOnlyKeys(NAMED);
        assertThat(store.announcedRemovals).isEmpty();
    }

    /** The source can't tell, as of a folder that is away or empty; another file begins as this one does. */
    @Test
    void whatTheSourceNeitherListsNorMissesIsRemoved() {
        source.documents.put(URI + ".copy", "etag");
        source.unsure = true;

        removed("event");

        assertThat(store.announcedRemovals).containsOnlyKeys(NAMED);
    }

    @Test
    void whereTheSourceIsAwayNothingIsAnnounced() {
        source.away = "memory:a/";

        assertThatThrownBy(() -> removed("event"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().category().retryable()).isTrue());

        assertThat(store.announcedRemovals).isEmpty();
        assertThat(store.announcedChanges).isEmpty();
    }

    private void removed(String event) {
        announcer.removed(ROOT, URI, "test", event, Instant.EPOCH, store);
    }
}
