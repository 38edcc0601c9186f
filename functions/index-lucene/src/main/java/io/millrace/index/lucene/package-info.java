/** Passages, ledger, staged batches and given-out sequences in one Lucene index, changed together by one commit. */
@NullMarked
package io.millrace.index.lucene;

import org.jspecify.annotations.NullMarked;
