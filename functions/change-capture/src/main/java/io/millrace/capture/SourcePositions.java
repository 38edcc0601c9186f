package io.millrace.capture;

import io.millrace.core.row.CapturePositions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All that is kept of one source's log: Debezium's offsets, the tables' past forms (MySQL and MariaDB), which columns are captured and by which mapping, and which re-indexing is
 * owed. For the threads of one capture.
 */
final class SourcePositions {

    /** A value may hold 65,536; a statement that makes a wide table, with its columns as Debezium notes them, is longer. */
    private static final int PIECE = 60_000;

    private static final String OFFSET = "offset/";
    private static final String HISTORY = "history/";
    private static final String OWED = "owed/";
    private static final String CAPTURED = "captured";
    private static final String MAPPING = "mapping";

    private final String source;
    private final CapturePositions positions;

    SourcePositions(String source, CapturePositions positions) {
        this.source = source;
        this.positions = positions;
    }

    /** Debezium's offsets by their keys, both as it writes them. */
    Map<String, String> offsets() {
        return below(OFFSET);
    }

    /** Durable on return. */
    void putOffsets(Map<String, String> offsets) {
        Map<String, String> values = new HashMap<>();
        offsets.forEach((key, value) -> values.put(OFFSET + key, value));
        positions.put(source, values);
    }

    /** The records of the tables' history in the order in which they were added. */
    List<String> history() {
        Map<String, StringBuilder> records = new TreeMap<>();
        below(HISTORY)
                .forEach((key, piece) -> records.computeIfAbsent(
                                key.substring(0, key.indexOf('/')), each -> new StringBuilder())
                        .append(piece));
        return records.values().stream().map(StringBuilder::toString).toList();
    }

    /** Durable on return, whole or not at all. */
    void addHistory(int number, String entry) {
        Map<String, String> values = new HashMap<>();
        for (int from = 0, piece = 0; from < entry.length(); from += PIECE, piece++) {
            values.put(
                    String.format(Locale.ROOT, "%s%08d/%04d", HISTORY, number, piece),
                    entry.substring(from, Math.min(entry.length(), from + PIECE)));
        }
        positions.put(source, values);
    }

    /** What {@link #putCaptured} put last; empty where the log was never read, or where it stood is lost. */
    Optional<String> captured() {
        return Optional.ofNullable(positions.load(source).get(CAPTURED));
    }

    /** The mark of the mapping with which the log was read last; empty where that is not known. */
    Optional<String> mapping() {
        return Optional.ofNullable(positions.load(source).get(MAPPING));
    }

    /**
     * @param mark of what is captured
     * @param mapping mark of the whole mapping
     */
    void putCaptured(String mark, String mapping) {
        positions.put(source, Map.of(CAPTURED, mark, MAPPING, mapping));
    }

    /** The scopes that are to be compared with the ledger, each with the reason. */
    Map<String, String> owed() {
        Map<String, String> owed = new TreeMap<>();
        below(OWED).forEach((scope, reason) -> {
            if (!reason.isEmpty()) {
                owed.put(scope, reason);
            }
        });
        return owed;
    }

    void putOwed(String scope, String reason) {
        positions.put(source, Map.of(OWED + scope, reason));
    }

    /** A value can't be taken away alone: an empty one stands for none. Scopes are a source's tables, so these are few. */
    void paid(String scope) {
        positions.put(source, Map.of(OWED + scope, ""));
    }

    /** As if the log had never been read. */
    void forget() {
        positions.clear(source);
    }

    private Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        positions.load(source).forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Those of all captures of this process: Debezium makes the classes that read and write positions itself, by name. */
    static final class Open {

        private static final Map<String, SourcePositions> BY_SOURCE = new ConcurrentHashMap<>();

        private Open() {}

        static void open(SourcePositions positions) {
            BY_SOURCE.put(positions.source, positions);
        }

        static SourcePositions of(String source) {
            SourcePositions open = BY_SOURCE.get(source);
            if (open == null) {
                throw new IllegalStateException("no capture of source " + source + " is under way");
            }
            return open;
        }
    }
}
