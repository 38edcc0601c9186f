package io.millrace.capture;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's. A reader of the log is told of a commit once it is written, other sessions see it once the transaction has left the list of those that run: in between it may
 * wait for a synchronous standby, or only for a processor. The lock that every transaction has on its own id is given back after that, and anybody may look at it.
 */
final class PostgresCommits implements Commits {

    private static final String RUNNING =
            "SELECT 1 FROM pg_catalog.pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'"
                    + " AND granted AND transactionid::text = ANY (string_to_array(?, ',')) LIMIT 1";

    private final Database database;
    private @Nullable Jdbc connection;

    PostgresCommits(Database database) {
        this.database = database;
    }

    @Override
    public boolean canBeSeen(Set<Long> transactions) throws SQLException {
        if (transactions.isEmpty()) {
            return true;
        }
        // Ids have 32 bits.
        String ids = transactions.stream()
                .map(id -> Integer.toUnsignedString(id.intValue()))
                .collect(Collectors.joining(","));
        Jdbc open = connection == null ? Jdbc.connect(database) : connection;
        connection = open;
        try {
            return open.text(RUNNING, ids).isEmpty();
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Jdbc open = connection;
        connection = null;
        if (open != null) {
            open.closeQuietly();
        }
    }
}
