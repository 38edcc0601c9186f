package io.millrace.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.capture.Database.Engine;
import io.millrace.contracts.ContractJson;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The binary log of MySQL and MariaDB. It is kept by time and not for its readers, so one that was away for too long has lost its place. */
final class BinaryLog implements RelationalLog {

    private static final Map<String, String> NEEDED =
            Map.of("log_bin", "ON", "binlog_format", "ROW", "binlog_row_image", "FULL");

    private final Database database;

    BinaryLog(Database database) {
        this.database = database;
    }

    @Override
    public String namespace() {
        return database.name();
    }

    @Override
    public TableState prepare(TableNames tables, boolean known, Map<String, String> offsets, Runnable forget)
            throws SQLException, LogBlockedException {
        try (Jdbc jdbc = Jdbc.connect(database)) {
            for (Map.Entry<String, String> needed : NEEDED.entrySet()) {
                String name = needed.getKey();
                String value = jdbc.column(2, "SHOW GLOBAL VARIABLES LIKE '" + name + "'").stream()
                        .findFirst()
                        .orElse("");
                if (!value.equalsIgnoreCase(needed.getValue()) && !(name.equals("log_bin") && value.equals("1"))) {
                    throw new LogBlockedException(name + " is " + value + ", and must be " + needed.getValue()
                            + " for the log to be readable: set it in the server's configuration, and restart it");
                }
            }
            // Debezium 3.5 can't begin at a place that has no transaction id yet.
            if (database.engine() == Engine.MARIADB
                    && offsets.isEmpty()
                    && jdbc.text("SELECT @@gtid_binlog_pos").orElse("").isEmpty()) {
                throw new LogBlockedException(
                        "nothing was ever written to the binary log; it is read from the first transaction on");
            }
            return new TableState(lost(jdbc, offsets), wholeBefore(tables), false);
        }
    }

    /** With binlog_row_image=FULL the log has every row whole. */
    @Override
    public Set<String> wholeBefore(TableNames tables) {
        return tables.logged();
    }

    /** By file, where the position is no global transaction id: those are looked for by the server itself, in whatever file. */
    private static Optional<String> lost(Jdbc jdbc, Map<String, String> offsets) throws SQLException {
        for (String offset : offsets.values()) {
            try {
                JsonNode json = ContractJson.mapper().readTree(offset);
                String file = json.path("file").asText();
                if (json.path("gtids").asText().isEmpty()
                        && !file.isEmpty()
                        && !Set.copyOf(jdbc.texts("SHOW BINARY LOGS")).contains(file)) {
                    return Optional.of("the server has not kept its log " + file
                            + ", from which it was to be read on (binlog_expire_logs_seconds)");
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what is kept of the log's position is no JSON", e);
            }
        }
        return Optional.empty();
    }

    /** The place is with us alone, and is forgotten. */
    @Override
    public void passOver() {}

    @Override
    public Commits commits() {
        return Commits.TAKEN_AS_SEEN;
    }

    @Override
    public boolean saysLost(String messages) {
        return messages.contains("no longer available on the server")
                || messages.contains("Could not find first log file")
                || messages.contains("the master has purged binary logs");
    }
}
