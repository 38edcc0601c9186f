package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.source.folder.FolderDeadLetterStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptDeadLettersTest {

    private static final URI CHUNKING = URI.create("http://chunking.millrace.svc.cluster.local/");

    @Test
    void theStatusCountsWhatTheStoreKeeps(@TempDir Path folder) {
        DeadLetterStore store = new FolderDeadLetterStore(folder.resolve("dead-letters"));
        assertThat(KeptDeadLetters.of(Optional.of(store))).containsExactly(Map.entry("deadLetters", 0L));

        store.put(new DeadLetter(
                DeadLetter.idOf("urn:s", "1", CHUNKING),
                Map.of("id", "1"),
                null,
                "",
                CHUNKING,
                503,
                "away",
                Instant.EPOCH));

        assertThat(KeptDeadLetters.of(Optional.of(store))).containsExactly(Map.entry("deadLetters", 1L));
    }

    @Test
    void whereTheStoreKeepsNoneNothingIsSaid() {
        assertThat(KeptDeadLetters.of(Optional.empty())).isEmpty();
    }
}
