package io.millrace.index.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.testkit.FeedbackStoreContract;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
final class PgvectorFeedbackStoreTest extends FeedbackStoreContract {

    private final EmptyStore empty = new EmptyStore();
    private final Database database = new Database(EmptyStore.settings());

    @Override
    protected FeedbackStore store() {
        return new PgvectorFeedbackStore(database, 3);
    }

    @AfterEach
    void close() {
        database.close();
        empty.close();
    }

    @Test
    void theOldestMakesRoom() {
        for (int i = 0; i < 3; i++) {
            store().put(TENANT, feedback(i, Rating.UP, "", Instant.ofEpochSecond(i)));
        }
        store().put("other", feedback(0, Rating.UP, "", Instant.EPOCH));
        store().put(TENANT, feedback(2, Rating.DOWN, "", Instant.ofEpochSecond(2)));
        store().put(TENANT, feedback(3, Rating.UP, "", Instant.ofEpochSecond(3)));

        assertThat(store().latest(TENANT, 10))
                .extracting(Feedback::at)
                .containsExactly(Instant.ofEpochSecond(3), Instant.ofEpochSecond(2), Instant.ofEpochSecond(1));
        assertThat(store().latest("other", 10)).hasSize(1);
    }
}
