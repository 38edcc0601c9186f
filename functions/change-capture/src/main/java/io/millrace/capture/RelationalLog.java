package io.millrace.capture;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** What a kind of database with tables must be like for Debezium to read its log. */
sealed interface RelationalLog permits PostgresLog, BinaryLog {

    /** Schema or database of tables that a mapping names without one. */
    String namespace() throws SQLException;

    /**
     * Looks whether the log can be read, and makes what is needed for it where nothing is lost by that.
     *
     * @param known whether it was read before
     * @param offsets where reading it stood, as Debezium wrote it; empty for the first time
     * @param forget makes it durable that where reading stood is lost; called before anything is put in its place, so that a kill in between hides nothing
     * @throws LogBlockedException says who must do what
     */
    TableState prepare(TableNames tables, boolean known, Map<String, String> offsets, Runnable forget)
            throws SQLException, LogBlockedException;

    /** Of the captured tables, those whose rows the log has whole as they were before a change. An administrator may change that at any time. */
    Set<String> wholeBefore(TableNames tables) throws SQLException;

    /** For one reading of the log. */
    Commits commits();

    /** Whether a failure of the engine says that the log has not what comes next any more. */
    boolean saysLost(String messages);

    /** Lets what is not read yet be passed over, where the server keeps the place: what is written from now on comes next. */
    void passOver() throws SQLException;

    /**
     * @param source name of the source
     * @param publication name of PostgreSQL's
     */
    static RelationalLog of(String source, Database database, String publication) {
        return switch (database.engine()) {
            case POSTGRESQL -> new PostgresLog(source, database, publication);
            case MYSQL, MARIADB -> new BinaryLog(database);
        };
    }
}
