package io.millrace.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import io.millrace.source.row.SlotName;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** PostgreSQL's write-ahead log by way of a logical slot, which this makes, and a publication, which the administrator makes. */
final class PostgresLog implements RelationalLog {

    private static final Logger LOG = Logger.getLogger(PostgresLog.class);
    private static final List<String> OFFSETS = List.of("lsn_proc", "lsn_commit");

    private final String source;
    private final Database database;
    private final String publication;
    private final String slot;

    PostgresLog(String source, Database database, String publication) {
        this.source = source;
        this.database = database;
        this.publication = publication;
        this.slot = SlotName.of(source);
    }

    @Override
    public String namespace() throws SQLException {
        try (Jdbc jdbc = Jdbc.connect(database)) {
            return jdbc.text("SELECT current_schema()").orElse("public");
        }
    }

    @Override
    public TableState prepare(TableNames tables, boolean known, Map<String, String> offsets, Runnable forget)
            throws SQLException, LogBlockedException {
        try (Jdbc jdbc = Jdbc.connect(database)) {
            requireLogical(jdbc);
            requirePublication(jdbc, tables);
            Optional<String> lost = slot(jdbc, known, highest(offsets), forget);
            boolean mayEmit = jdbc.text("SELECT has_function_privilege(p.oid, 'EXECUTE') FROM pg_proc p"
                            + " WHERE proname = 'pg_logical_emit_message' AND proargtypes[2] = 'text'::regtype LIMIT 1")
                    .filter("t"::equals)
                    .isPresent();
            return new TableState(lost, wholeBefore(jdbc, tables), mayEmit);
        }
    }

    @Override
    public Commits commits() {
        return new PostgresCommits(database);
    }

    @Override
    public boolean saysLost(String messages) {
        // The slot itself says so at the next look.
        return false;
    }

    @Override
    public void passOver() throws SQLException {
        try (Jdbc jdbc = Jdbc.connect(database)) {
            jdbc.text(
                    "SELECT pg_replication_slot_advance(?, CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                            + " ELSE pg_current_wal_lsn() END)::text",
                    slot);
        }
    }

    /** Those with the replica identity FULL. */
    @Override
    public Set<String> wholeBefore(TableNames tables) throws SQLException {
        try (Jdbc jdbc = Jdbc.connect(database)) {
            return wholeBefore(jdbc, tables);
        }
    }

    private static Set<String> wholeBefore(Jdbc jdbc, TableNames tables) throws SQLException {
        Set<String> whole = new HashSet<>(jdbc.texts("SELECT n.nspname || '.' || c.relname FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relreplident = 'f'"));
        whole.retainAll(tables.logged());
        return whole;
    }

    private static void requireLogical(Jdbc jdbc) throws SQLException, LogBlockedException {
        String level = jdbc.text("SHOW wal_level").orElse("");
        if (!level.equals("logical")) {
            throw new LogBlockedException(
                    "wal_level is " + level
                            + ", and only with logical is the log readable: ALTER SYSTEM SET wal_level = logical, and restart the server");
        }
    }

    private void requirePublication(Jdbc jdbc, TableNames tables) throws SQLException, LogBlockedException {
        if (jdbc.text("SELECT pubname FROM pg_publication WHERE pubname = ?", publication)
                .isEmpty()) {
            throw new LogBlockedException("there is no publication " + publication + ": CREATE PUBLICATION "
                    + quoted(publication) + " FOR TABLE "
                    + tables.logged().stream().map(PostgresLog::quotedTable).collect(Collectors.joining(", ")));
        }
        Set<String> missing = new TreeSet<>(tables.logged());
        jdbc.texts("SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = ?", publication)
                .forEach(missing::remove);
        for (String table : missing) {
            LOG.warnf(
                    "source %s: the table %s is not in the publication %s, so its changes are found by re-indexing alone: "
                            + "ALTER PUBLICATION %s ADD TABLE %s",
                    source, table, publication, quoted(publication), quotedTable(table));
        }
    }

    /** Makes the slot where there is none, or none that can be read on. */
    private Optional<String> slot(Jdbc jdbc, boolean known, long reached, Runnable forget)
            throws SQLException, LogBlockedException {
        Optional<String> kept = jdbc.text(
                "SELECT concat_ws('|', active, coalesce(active_pid, 0), coalesce(wal_status, ''), plugin,"
                        + " confirmed_flush_lsn - '0/0'::pg_lsn, database) FROM pg_replication_slots WHERE slot_name = ?",
                slot);
        if (kept.isEmpty()) {
            if (known) {
                forget.run();
            }
            make(jdbc);
            return known ? Optional.of("the replication slot " + slot + " is gone") : Optional.empty();
        }
        String[] parts = kept.get().split("\\|", -1);
        if (!parts[5].equals(database.name())) {
            throw new LogBlockedException("the replication slot " + slot + " is of the database " + parts[5]
                    + ", not of " + database.name() + ": give the source another name");
        }
        if (parts[0].equals("t")) {
            throw new LogTakenException("the replication slot " + slot + " is active for process " + parts[1]
                    + ": another process reads this log, and this one takes over when that ends");
        }
        if (parts[2].equals("lost") || !parts[3].equals("pgoutput")) {
            forget.run();
            jdbc.text("SELECT pg_drop_replication_slot(?)::text", slot);
            make(jdbc);
            return Optional.of("the server could not keep the log for the replication slot " + slot
                    + " any longer (max_slot_wal_keep_size, or idle_replication_slot_timeout)");
        }
        if (reached != 0 && Long.parseLong(parts[4]) > reached) {
            return Optional.of("the replication slot " + slot + " stands after what was read: it was made anew");
        }
        boolean restored = reached != 0
                && jdbc.text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn WHERE NOT pg_is_in_recovery()")
                        .filter(now -> Long.parseLong(now) < reached)
                        .isPresent();
        return restored
                ? Optional.of("the log ends before what was read of it: the database is in an earlier state")
                : Optional.empty();
    }

    private void make(Jdbc jdbc) throws SQLException {
        jdbc.text("SELECT pg_create_logical_replication_slot(?, 'pgoutput')::text", slot);
        LOG.infof("source %s: the replication slot %s is made", source, slot);
    }

    /** How far the log was read, as a number; 0 where it never was. */
    private static long highest(Map<String, String> offsets) {
        long highest = 0;
        for (String offset : offsets.values()) {
            try {
                JsonNode json = ContractJson.mapper().readTree(offset);
                for (String name : OFFSETS) {
                    highest = Math.max(highest, json.path(name).asLong());
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what is kept of the log's position is no JSON", e);
            }
        }
        return highest;
    }

    private static String quotedTable(String table) {
        int dot = table.indexOf('.');
        return quoted(table.substring(0, dot)) + "." + quoted(table.substring(dot + 1));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
