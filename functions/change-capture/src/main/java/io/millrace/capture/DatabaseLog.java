package io.millrace.capture;

import io.millrace.core.row.RowSource;
import java.util.Optional;

/** A kind of database's log, and who reads it. */
sealed interface DatabaseLog permits DebeziumLog, MongoLog {

    /**
     * Looks whether the log can be read, and makes what is needed for it where nothing is lost by that.
     *
     * @param announcing takes what will be read
     * @throws LogBlockedException says who must do what
     */
    LogState prepare(Announcing announcing) throws Exception;

    /** Why a failure means that the log can't be read on from where it was; empty where it does not. */
    Optional<String> lost(Throwable failure);

    /** Lets what is not read yet be passed over, where the server keeps the place: what is written from now on comes next. */
    void passOver() throws Exception;

    static DatabaseLog of(CapturedSource source, SourcePositions positions, Progress progress, CaptureConfig config) {
        RowSource rows = source.rows();
        return switch (source.address()) {
            case Database database -> new DebeziumLog(rows, database, positions, progress, config);
            case MongoAddress address -> new MongoLog(rows, address, positions, progress, config.heartbeat());
        };
    }
}
