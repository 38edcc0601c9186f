package io.millrace.capture;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** What a kind of database must be like for its log to be read. */
sealed interface DatabaseLog permits PostgresLog, BinaryLog {

    /** Schema or database of tables that a mapping names without one. */
    String namespace() throws SQLException;

    /**
     * Looks whether the log can be read, and makes what is needed for it where nothing is lost by that.
     *
     * @param known whether it was read before
     * @param offsets where reading it stood, as Debezium wrote it; empty for the first time
     * @throws LogBlockedException says who must do what
     */
    LogState prepare(TableNames tables, boolean known, Map<String, String> offsets)
            throws SQLException, LogBlockedException;

    /** Of the captured tables, those whose rows the log has whole as they were before a change. An administrator may change that at any time. */
    Set<String> wholeBefore(TableNames tables) throws SQLException;

    /** Whether a failure of the engine says that the log has not what comes next any more. */
    boolean saysLost(String messages);

    /** @param publication name of PostgreSQL's */
    static DatabaseLog of(CapturedSource source, String publication) {
        return switch (source.database().engine()) {
            case POSTGRESQL -> new PostgresLog(source, publication);
            case MYSQL, MARIADB -> new BinaryLog(source.database());
        };
    }
}
