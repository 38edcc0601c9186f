package io.millrace.capture;

import io.millrace.capture.Database.Engine;
import io.millrace.source.row.SlotName;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.zip.CRC32;

/** How Debezium is told to read a source's log: only the log, only keys and what joins refer to, and no faster than what it says is announced. */
final class EngineProperties {

    /** Debezium's name of the engine; with the source's name it is the key of the offsets. */
    private static final String ENGINE = "millrace";

    private static final String EMIT = "SELECT pg_logical_emit_message(true, 'millrace', '')";

    private EngineProperties() {}

    /**
     * @param mayEmit whether PostgreSQL lets the user write a message to the log: without one, the position of a log whose captured tables rest can't move on
     *     while others are written
     */
    static Properties of(String source, Database database, TableNames tables, CaptureConfig config, boolean mayEmit) {
        Properties properties = new Properties();
        properties.setProperty("name", ENGINE);
        properties.setProperty("connector.class", database.engine().connector());
        properties.setProperty("topic.prefix", source);
        properties.setProperty("offset.storage", KeptOffsets.class.getName());
        properties.setProperty(KeptOffsets.SOURCE, source);
        properties.setProperty(KeptOffsets.RESUMED, Boolean.toString(database.engine() != Engine.POSTGRESQL));
        properties.setProperty("offset.flush.timeout.ms", "60000");
        // The capture itself starts the engine again, and looks first whether the log is still there.
        properties.setProperty("errors.max.retries", "0");
        properties.setProperty("record.processing.threads", "1");
        properties.setProperty("poll.interval.ms", "50");
        properties.setProperty("max.batch.size", "1024");
        properties.setProperty("max.queue.size", "4096");
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("skipped.operations", "none");
        properties.setProperty("decimal.handling.mode", "string");
        properties.setProperty(
                "heartbeat.interval.ms", Long.toString(config.heartbeat().toMillis()));
        properties.setProperty("database.hostname", database.host());
        properties.setProperty("database.port", Integer.toString(database.port()));
        properties.setProperty("database.user", database.user());
        properties.setProperty("database.password", database.password().get());
        properties.setProperty("table.include.list", tables.tableList());
        properties.setProperty("column.include.list", tables.columnList());
        database.encryption().forEach(properties::setProperty);
        if (database.engine() == Engine.POSTGRESQL) {
            addPostgres(properties, source, database, config, mayEmit);
        } else {
            addBinlog(properties, source, database, config);
        }
        return properties;
    }

    private static void addPostgres(
            Properties properties, String source, Database database, CaptureConfig config, boolean mayEmit) {
        properties.setProperty("database.dbname", database.name());
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", SlotName.of(source));
        properties.setProperty("slot.drop.on.stop", "false");
        properties.setProperty("slot.max.retries", "0");
        properties.setProperty("publication.name", config.publication());
        properties.setProperty("publication.autocreate.mode", "disabled");
        if (mayEmit) {
            properties.setProperty("heartbeat.action.query", EMIT);
        }
    }

    private static void addBinlog(Properties properties, String source, Database database, CaptureConfig config) {
        properties.setProperty("database.include.list", database.name());
        properties.setProperty("database.server.id", Long.toString(serverId(source)));
        // A server that has said nothing for so long is connected to again; it is asked to say something a little more
        // often.
        properties.setProperty(
                "connect.keep.alive.interval.ms",
                Long.toString(config.heartbeat().toMillis()));
        properties.setProperty("include.schema.changes", "true");
        properties.setProperty("bigint.unsigned.handling.mode", "precise");
        // Locks would need rights that a reader should not have; a table that is altered in the moment of the first
        // start is re-indexed by that start.
        properties.setProperty("snapshot.locking.mode", "none");
        properties.setProperty("schema.history.internal", KeptTableHistory.class.getName());
        properties.setProperty(KeptTableHistory.SOURCE, source);
        properties.setProperty("schema.history.internal.store.only.captured.tables.ddl", "true");
    }

    /** Each reader of a binary log has a number of its own among all of a server, its replicas too; the same source always has the same. */
    private static long serverId(String source) {
        CRC32 checksum = new CRC32();
        checksum.update(source.getBytes(StandardCharsets.UTF_8));
        return 1_000_000_000L + checksum.getValue() % 1_000_000_000L;
    }
}
