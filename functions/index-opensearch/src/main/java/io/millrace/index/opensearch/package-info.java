/** Passages in OpenSearch, under a ledger in PostgreSQL. */
@NullMarked
package io.millrace.index.opensearch;

import org.jspecify.annotations.NullMarked;
