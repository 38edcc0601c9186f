package io.millrace.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's offsets in the ledger's store. Made by Debezium, by name; the property {@link #SOURCE} says whose they are.
 *
 * <p>For PostgreSQL they are kept and not given to the next engine ({@link #RESUMED}): there the slot itself is the position, which moves on only after what is kept here, and the
 * server sends whatever was committed after it. Debezium 3.5 would look for its own offset in what the server sends and leave out all before, and is mistaken where
 * the log's next change has the address at which a message ended: a row inserted right after a heartbeat and read after a restart was lost (PostgresCaptureTest
 * found it). An offset from before the first change, too, is the log's end at the start, not the slot's.
 */
public final class KeptOffsets implements OffsetBackingStore {

    /** Property of an engine: the source's name. */
    static final String SOURCE = "offset.storage.millrace.source";

    /** Property of an engine: whether it goes on at its offset; {@code false} where the database knows better. */
    static final String RESUMED = "offset.storage.millrace.resumed";

    private @Nullable SourcePositions positions;
    private boolean resumed;
    /** What this engine has put itself: Debezium reads it again before it tells the slot of it. */
    private final Map<String, String> own = new ConcurrentHashMap<>();

    @Override
    public void configure(WorkerConfig config) {
        positions = SourcePositions.Open.of(String.valueOf(config.originals().get(SOURCE)));
        resumed = Boolean.parseBoolean(String.valueOf(config.originals().get(RESUMED)));
    }

    @Override
    public void start() {
        // The store is open already.
    }

    @Override
    public void stop() {
        // It outlives the engine.
    }

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        Map<String, String> offsets = resumed ? kept().offsets() : own;
        Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
        for (ByteBuffer key : keys) {
            String offset = offsets.get(text(key));
            if (offset != null) {
                found.put(key, ByteBuffer.wrap(offset.getBytes(UTF_8)));
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, @Nullable Callback<Void> callback) {
        Map<String, String> offsets = new HashMap<>();
        values.forEach((key, value) -> offsets.put(text(key), text(value)));
        try {
            kept().putOffsets(offsets);
            own.putAll(offsets);
        } catch (RuntimeException e) {
            // Debezium logs it and leaves the log where it is: what was announced is read again.
            if (callback != null) {
                callback.onCompletion(e, null);
            }
            return CompletableFuture.failedFuture(e);
        }
        if (callback != null) {
            callback.onCompletion(null, null);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Only Kafka Connect's web interface asks. */
    @Override
    public Set<Map<String, Object>> connectorPartitions(String connector) {
        return Set.of();
    }

    private SourcePositions kept() {
        if (positions == null) {
            throw new IllegalStateException("offsets are asked for before they are configured");
        }
        return positions;
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }
}
