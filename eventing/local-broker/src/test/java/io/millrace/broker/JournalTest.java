package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    /** A replay offers its event there: one that came after events with higher numbers would be taken for an old one. */
    @Test
    void tellsWhatIsDurableInTheOrderOfTheChangesOnItsOwnThread(@TempDir Path directory) {
        List<String> told = new CopyOnWriteArrayList<>();
        try (Journal journal = new Journal(EventStore.open(BrokerSettings.in(directory)), () -> told.add("failed"))) {
            CompletableFuture<Integer> first = journal.ask(store -> 1, n -> told.add(n + " on " + thread()));
            CompletableFuture<Integer> second = journal.ask(store -> 2, n -> told.add(n + " on " + thread()));
            CompletableFuture<List<String>> afterFirst = first.thenApply(n -> List.copyOf(told));

            journal.start();

            assertThat(second.join()).isEqualTo(2);
            String thread = "millrace-broker-journal";
            assertThat(afterFirst).isCompletedWithValue(List.of("1 on " + thread));
            assertThat(told).containsExactly("1 on " + thread, "2 on " + thread);
        }
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }
}
