package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.broker.DeadLetter.Sink;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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

    @Test
    void writesOldDeadLettersOnceHoweverOftenTheFirstChanges() {
        FailingFilePath.register();
        try (EventStore store = EventStore.open(BrokerSettings.in(directory).storedThrough(FailingFilePath.SCHEME))) {
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                numbers.add(store.nextDeadLetter());
                store.appendDeadLetter(numbers.getLast(), deadLetter(numbers.getLast()));
            }
            store.commit();

            FailingFilePath.BYTES_LEFT.set(Long.MAX_VALUE);
            for (int i = 0; i < 70; i++) {
                SinkEnding.note(store, numbers.getFirst(), new Sink.Failed("for the time " + i));
                store.commit();
            }
            long written = Long.MAX_VALUE - FailingFilePath.BYTES_LEFT.getAndSet(Long.MAX_VALUE);

            assertThat(written).isLessThan(4 << 20);
            assertThat(DeadLetterCodec.letter(
                                    store.deadLetter(numbers.getFirst()).orElseThrow())
                            .sink())
                    .isEqualTo(new Sink.Failed("for the time 69"));
        }
    }

    @Test
    void saysOfWhateverItReadsThatTheFileIsDamaged() throws IOException {
        long first;
        try (EventStore store = EventStore.open(BrokerSettings.in(directory))) {
            store.addQueue(QUEUE);
            fillOneByOne(store);
            first = store.nextDeadLetter();
            store.appendDeadLetter(first, deadLetter(first));
            for (int i = 0; i < 1000; i++) {
                long number = store.nextDeadLetter();
                store.appendDeadLetter(number, deadLetter(number));
            }
            store.commit();
        }
        try (EventStore store = EventStore.open(BrokerSettings.in(directory))) {
            overwrite(directory.resolve("events.mv"));

            for (Runnable work : List.<Runnable>of(
                    () -> store.remove(QUEUE, EVENTS / 2),
                    () -> store.deadLetter(first),
                    () -> store.removeDeadLetter(first),
                    () -> store.replaceDeadLetter(first, new byte[0]),
                    () -> store.deadLettersBefore(Long.MAX_VALUE, 2000),
                    () -> store.read(QUEUE, 0, EVENTS, Long.MAX_VALUE))) {
                assertThatThrownBy(work::run)
                        .satisfies(e -> assertThat(store.failure(e).code()).isEqualTo("broker-data-corrupt"));
            }
            store.abandon();
        }
    }

    /** All but the first blocks, which say where the store's newest commit is. */
    private static void overwrite(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(8192);
            bytes.write(new byte[(int) bytes.length() - 8192]);
        }
    }

    private static byte[] deadLetter(long number) {
        DeadLetter letter = new DeadLetter(
                number, "e", "t", "/s", "", "", "sub", "f", 1, 400, "no", Instant.EPOCH, new Sink.Pending());
        return DeadLetterCodec.encode(letter, event("e" + number).encode());
    }

    private static Event event(String id) {
        return new Event(Map.of("id", id), "x".repeat(DATA_BYTES).getBytes(StandardCharsets.US_ASCII));
    }

    private static long fillOneByOne(EventStore store) {
        long bytes = 0;
        for (int i = 0; i < EVENTS; i++) {
            byte[] encoded = event("e" + i).encode();
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
