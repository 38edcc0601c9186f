package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.FeedbackStoreContract;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFeedbackStoreTest extends FeedbackStoreContract {

    @TempDir
    Path folder;

    @Override
    protected FeedbackStore store() {
        return new FolderFeedbackStore(folder.resolve("feedback"), 3);
    }

    @Test
    void refusesFeedbackOnFurtherAnswersWhenFull() {
        for (int i = 0; i < 3; i++) {
            store().put(feedback(i, Rating.UP, "", Instant.EPOCH));
        }
        store().put(feedback(2, Rating.DOWN, "", Instant.EPOCH));

        assertThatThrownBy(() -> store().put(feedback(3, Rating.UP, "", Instant.EPOCH)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        full -> assertThat(full.problem().code()).isEqualTo("feedback-full"));
        assertThat(store().latest(10)).hasSize(3);
    }
}
