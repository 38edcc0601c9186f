package io.millrace.capture;

import java.sql.SQLException;
import java.util.Set;

/** Which commits that a log tells of can be seen in its database. */
interface Commits extends AutoCloseable {

    /** Of a log that is not asked: its reader waits a moment instead ({@link Announcing}). */
    Commits TAKEN_AS_SEEN = _ -> true;

    /** @param transactions as the log writes their ids */
    boolean canBeSeen(Set<Long> transactions) throws SQLException;

    @Override
    default void close() {}
}
