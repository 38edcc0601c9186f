package io.millrace.core.index;

import io.millrace.core.document.DocumentState;

/** What became of a batch. Always the same for the same batch, however often it comes. */
public sealed interface StageResult {

    /** Durable, and waiting for the others. */
    record Staged(int durable, int batches) implements StageResult {}

    /** The version is current: this batch was the last one missing, or it had been published before. */
    record Published(DocumentState state) implements StageResult {}

    /** A later change has taken effect; nothing was kept. */
    record Superseded(DocumentState state) implements StageResult {}

    /** The document can't be indexed, and stands so in the ledger; nothing was kept. */
    record Rejected(DocumentState state) implements StageResult {}
}
