package io.millrace.index.opensearch;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.state.SharedState;
import io.millrace.index.pgvector.PgvectorSettings;
import io.millrace.index.pgvector.PgvectorStore;
import java.time.Clock;

/** Passages in OpenSearch, and in PostgreSQL the ledger that decides what they are. Safe for use by many threads and many processes. */
public final class OpenSearchStore implements AutoCloseable {

    private final PgvectorStore ledger;

    /** Opens no connection yet. */
    public OpenSearchStore(OpenSearchSettings settings, PgvectorSettings ledger, Clock clock) {
        this.ledger = new PgvectorStore(ledger, clock, new OpenSearchPassages(settings));
    }

    /** Opens a connection to the ledger, and brings its schema to this build's version. */
    public void connect() {
        ledger.connect();
    }

    public PassageStore passages() {
        return ledger;
    }

    /** Beside the ledger. */
    public DeadLetterStore deadLetters() {
        return ledger.deadLetters();
    }

    /** Beside the ledger. */
    public SharedState shared() {
        return ledger.shared();
    }

    /** Beside the ledger. */
    public CapturePositions positions() {
        return ledger.positions();
    }

    /** Closes the connections to both. */
    @Override
    public void close() {
        ledger.close();
    }
}
