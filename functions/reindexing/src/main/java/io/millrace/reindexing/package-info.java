/** Compares sources with the ledger and announces what differs. */
@NullMarked
package io.millrace.reindexing;

import org.jspecify.annotations.NullMarked;
