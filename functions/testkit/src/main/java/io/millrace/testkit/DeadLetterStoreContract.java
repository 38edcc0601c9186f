package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.deadletter.DeadLetterFilter;
import io.millrace.core.deadletter.DeadLetterStore;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every keeper of dead letters must do. An adapter's test extends this and gives a fresh, empty store for each test. */
public abstract class DeadLetterStoreContract {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456789Z");
    private static final URI CHUNKING = URI.create("http://chunking.millrace.svc.cluster.local/");
    private static final URI EMBEDDING = URI.create("http://embedding.millrace.svc.cluster.local/");

    protected abstract DeadLetterStore store();

    /** Closes the store and opens it again over the same data. */
    protected abstract void restart();

    @Test
    void keepsADeadLetterOverARestart() {
        DeadLetter letter = letter("1", CHUNKING, 400, "the event has no tenant", NOON);

        store().put(letter);
        restart();

        assertThat(store().find(letter.id())).contains(letter);
        assertThat(store().list(DeadLetterFilter.ALL, 10)).containsExactly(letter);
    }

    @Test
    void keepsWhatHasNoStatusAndNoData() {
        DeadLetter letter = new DeadLetter(
                DeadLetter.idOf("urn:s", "1", CHUNKING), Map.of("id", "1"), null, "", CHUNKING, null, "", NOON);

        store().put(letter);
        restart();

        assertThat(store().find(letter.id())).contains(letter);
    }

    @Test
    void theSameDeadLetterAgainReplacesTheFirst() {
        DeadLetter first = letter("1", CHUNKING, 503, "away", NOON);
        DeadLetter again = first.failedAgain(null, "no answer", NOON.plusSeconds(1));

        store().put(first);
        store().put(again);

        assertThat(store().list(DeadLetterFilter.ALL, 10)).containsExactly(again);
    }

    @Test
    void listsTheLatestFirstAndNoMoreThanAsked() {
        for (int i = 0; i < 5; i++) {
            store().put(letter(Integer.toString(i), CHUNKING, 400, "r", NOON.plusSeconds(i * 7 % 5)));
        }

        assertThat(store().list(DeadLetterFilter.ALL, 3))
                .extracting(DeadLetter::time)
                .containsExactly(NOON.plusSeconds(4), NOON.plusSeconds(3), NOON.plusSeconds(2));
    }

    @Test
    void countsWhatItKeeps() {
        assertThat(store().count()).isZero();

        for (int i = 0; i < 3; i++) {
            store().put(letter(Integer.toString(i), CHUNKING, 400, "r", NOON));
        }
        store().put(letter("2", CHUNKING, 503, "again", NOON.plusSeconds(1)));
        store().remove(letter("0", CHUNKING, 400, "r", NOON).id());

        assertThat(store().count()).isEqualTo(2);
    }

    @Test
    void filtersByEveryField() {
        DeadLetter letter = letter("1", CHUNKING, 400, "The Event has no tenant", NOON);
        store().put(letter);
        store().put(letter("2", EMBEDDING, 503, "away", NOON.plusSeconds(60)));

        assertFound(letter, new DeadLetterFilter("", "chunking", "", null, "", null, null));
        assertFound(letter, new DeadLetterFilter("", "", "", 400, "", null, null));
        assertFound(letter, new DeadLetterFilter("", "", "", null, "the event", null, null));
        assertFound(letter, new DeadLetterFilter("", "", "", null, "", null, NOON.plusSeconds(60)));
        assertFound(letter, new DeadLetterFilter("default", "", "t", null, "", NOON, NOON.plusNanos(1)));
        assertThat(store().list(new DeadLetterFilter("other", "", "", null, "", null, null), 10))
                .isEmpty();
        assertThat(store().list(new DeadLetterFilter("", "", "other", null, "", null, null), 10))
                .isEmpty();
        assertThat(store().list(new DeadLetterFilter("", "", "", null, "", NOON.plusSeconds(61), null), 10))
                .isEmpty();
    }

    @Test
    void forgetsWhatIsRemoved() {
        DeadLetter letter = letter("1", CHUNKING, 400, "r", NOON);
        store().put(letter);

        assertThat(store().remove(letter.id())).isTrue();
        restart();

        assertThat(store().find(letter.id())).isEmpty();
        assertThat(store().remove(letter.id())).isFalse();
    }

    private void assertFound(DeadLetter letter, DeadLetterFilter filter) {
        assertThat(store().list(filter, 10)).as(filter.toString()).containsExactly(letter);
    }

    private static DeadLetter letter(String event, URI destination, int status, String reason, Instant time) {
        return new DeadLetter(
                DeadLetter.idOf("urn:s", event, destination),
                Map.of("specversion", "1.0", "id", event, "source", "urn:s", "type", "t", "tenant", "default"),
                "application/json",
                "eyJhIjoxfQ==",
                destination,
                status,
                reason,
                time);
    }
}
