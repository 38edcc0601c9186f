package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link FeedbackStore} does. */
public abstract class FeedbackStoreContract {

    protected static final String TENANT = "default";

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00.123Z");

    /** The same store as anybody opens it, with what was kept before. */
    protected abstract FeedbackStore store();

    @Test
    void whatWasSaidIsKept() {
        Feedback feedback = feedback(1, Rating.DOWN, "It says nothing of “ü”.", NOON);
        store().put(TENANT, feedback);

        assertThat(store().latest(TENANT, 10)).containsExactly(feedback);
    }

    @Test
    void theLatestComeFirst() {
        for (int i = 0; i < 3; i++) {
            store().put(TENANT, feedback(i, Rating.UP, "", NOON.plusSeconds(i)));
        }

        assertThat(store().latest(TENANT, 2)).extracting(Feedback::answer).containsExactly(id(2), id(1));
    }

    @Test
    void whatIsSaidOfAnAnswerAgainTakesThePlace() {
        store().put(TENANT, feedback(1, Rating.UP, "Good.", NOON));
        Feedback again = feedback(1, Rating.DOWN, "", NOON.plusSeconds(1));
        store().put(TENANT, again);

        assertThat(store().latest(TENANT, 10)).containsExactly(again);
    }

    @Test
    void tenantsHaveTheirOwn() {
        Feedback ours = feedback(1, Rating.UP, "Ours.", NOON);
        Feedback theirs = feedback(1, Rating.DOWN, "Theirs.", NOON.plusSeconds(1));
        store().put(TENANT, ours);
        store().put("other", theirs);

        assertThat(store().latest(TENANT, 10)).containsExactly(ours);
        assertThat(store().latest("other", 10)).containsExactly(theirs);
        assertThat(store().latest("third", 10)).isEmpty();
    }

    /** Feedback on answer {@code number}. */
    protected static Feedback feedback(int number, Rating rating, String comment, Instant at) {
        return new Feedback(id(number), rating, comment, at);
    }

    private static String id(int number) {
        return "%032x".formatted(number);
    }
}
