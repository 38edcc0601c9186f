package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.testkit.FeedbackStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
    void theOldestMakesRoom() throws IOException {
        for (int i = 0; i < 3; i++) {
            Feedback kept = feedback(i, Rating.UP, "", Instant.ofEpochSecond(i));
            store().put(TENANT, kept);
            Files.setLastModifiedTime(
                    folder.resolve("feedback").resolve(TENANT).resolve(kept.answer()), FileTime.fromMillis(i));
        }
        store().put(TENANT, feedback(2, Rating.DOWN, "", Instant.ofEpochSecond(2)));
        store().put(TENANT, feedback(3, Rating.UP, "", Instant.ofEpochSecond(3)));

        assertThat(store().latest(TENANT, 10))
                .extracting(Feedback::at)
                .containsExactly(Instant.ofEpochSecond(3), Instant.ofEpochSecond(2), Instant.ofEpochSecond(1));
    }

    @Test
    void whatCannotBeReadStandsInNobodysWay() throws IOException {
        store().put(TENANT, feedback(1, Rating.UP, "", Instant.EPOCH));
        Files.writeString(folder.resolve("feedback/default/0123456789abcdef0123456789abcdef"), "{\"rating\":");

        assertThat(store().latest(TENANT, 10)).hasSize(1);
    }
}
