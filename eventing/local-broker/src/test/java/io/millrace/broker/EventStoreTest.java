package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventStoreTest {

    private static final String QUEUE = "trigger/slow";
    private static final int EVENTS = 1500;
    private static final int DATA_BYTES = 2048;

    @TempDir
    private Path directory;

    @Test
    void keepsALongBacklogThatCameOneByOneInLittleMoreThanItsSize() {
        try (EventStore store = EventStore.open(BrokerSettings.in(directory))) {
            store.addQueue(QUEUE);
            long bytes = fillOneByOne(store);

            assertThat(store.fileBytes()).isLessThan(bytes + bytes / 2 + (2 << 20));
            assertThat(numbers(store)).hasSize(EVENTS).isSorted();
        }
    }

    @Test
    void keepsWhatWasWrittenTwiceOverANewStart() {
        try (EventStore store = EventStore.open(BrokerSettings.in(directory))) {
            store.addQueue(QUEUE);
            fillOneByOne(store);
            for (long number : numbers(store)) {
                if (number % 3 == 0) {
                    store.remove(QUEUE, number);
                }
            }
            store.commit();
        }

        try (EventStore store = EventStore.open(BrokerSettings.in(directory))) {
            assertThat(numbers(store)).hasSize(EVENTS - EVENTS / 3).noneMatch(number -> number % 3 == 0);
        }
    }

    private static long fillOneByOne(EventStore store) {
        long bytes = 0;
        for (int i = 0; i < EVENTS; i++) {
            Event event =
                    new Event(Map.of("id", "e" + i), "x".repeat(DATA_BYTES).getBytes(StandardCharsets.US_ASCII));
            byte[] encoded = event.encode();
            store.append(QUEUE, encoded);
            store.commit();
            bytes += encoded.length;
        }
        return bytes;
    }

    private static List<Long> numbers(EventStore store) {
        return store.read(QUEUE, 0, Integer.MAX_VALUE, Long.MAX_VALUE).stream()
                .map(EventStore.Stored::sequence)
                .toList();
    }
}
