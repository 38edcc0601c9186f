package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link FeedbackStore} does. */
public abstract class FeedbackStoreContract {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00.123Z");

    /** The same store as anybody opens it, with what was kept before. */
    protected abstract FeedbackStore store();

    @Test
    void whatWasSaidIsKept() {
        Feedback feedback = feedback(1, Rating.DOWN, "It says nothing of “ü”.", NOON);
        store().put(feedback);

        assertThat(store().latest(10)).containsExactly(feedback);
    }

    @Test
    void theLatestComeFirst() {
        for (int i = 0; i < 3; i++) {
            store().put(feedback(i, Rating.UP, "", NOON.plusSeconds(i)));
        }

        assertThat(store().latest(2)).extracting(Feedback::answer).containsExactly(id(2), id(1));
    }

    @Test
    void whatIsSaidOfAnAnswerAgainTakesThePlace() {
        store().put(feedback(1, Rating.UP, "Good.", NOON));
        Feedback again = feedback(1, Rating.DOWN, "", NOON.plusSeconds(1));
        store().put(again);

        assertThat(store().latest(10)).containsExactly(again);
    }

    /** Feedback on answer {@code number}. */
    protected static Feedback feedback(int number, Rating rating, String comment, Instant at) {
        return new Feedback(id(number), rating, comment, at);
    }

    private static String id(int number) {
        return "%032x".formatted(number);
    }
}
