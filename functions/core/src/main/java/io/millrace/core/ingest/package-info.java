/** The verbs of ingestion, over the ports: name a change, prepare a document, index a batch, compare sources with the ledger. */
@NullMarked
package io.millrace.core.ingest;

import org.jspecify.annotations.NullMarked;
