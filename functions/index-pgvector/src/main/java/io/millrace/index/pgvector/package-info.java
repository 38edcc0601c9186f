/** Passages, ledger and staging in PostgreSQL with pgvector. */
@NullMarked
package io.millrace.index.pgvector;

import org.jspecify.annotations.NullMarked;
