package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeCommitsTest {

    private static final String QUEUE = "trigger/a";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void opensAndGoesOnWithAFileThatMVStoreWroteAlone(boolean closed) {
        MVStore alone = new MVStore.Builder()
                .fileName(directory.resolve("events.mv").toString())
                .autoCommitDisabled()
                .open();
        MVMap<Long, byte[]> queue = alone.openMap(
                "queue/" + QUEUE,
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
        for (long number = 1; number <= 30; number++) {
            queue.put(number, event("e" + number));
            alone.commit();
        }
        alone.sync();
        if (closed) {
            alone.close();
        } else {
            alone.closeImmediately();
        }

        for (int more = 31; more <= 33; more++) {
            EventStore store = open();
            assertThat(ids(store)).hasSize(more - 1).endsWith("e" + (more - 1));
            store.append(QUEUE, event("e" + more));
            store.commit();
            store.abandon();
        }
    }

    @Test
    void makesAStoreWhereALossOfPowerLeftABeginning() throws IOException {
        Files.write(directory.resolve("events.mv"), new byte[8192]);

        try (EventStore store = open()) {
            store.addQueue(QUEUE);
            store.append(QUEUE, event("e"));
            store.commit();
        }

        assertThat(ids(open())).containsExactly("e");
    }

    private EventStore open() {
        return EventStore.open(BrokerSettings.in(directory));
    }

    private static byte[] event(String id) {
        return new Event(Map.of("id", id), "x".repeat(900).getBytes(StandardCharsets.US_ASCII)).encode();
    }

    private static List<String> ids(EventStore store) {
        return store.read(QUEUE, 0, Integer.MAX_VALUE, Long.MAX_VALUE).stream()
                .map(stored -> stored.event().attribute("id"))
                .toList();
    }
}
