/** The store of passages and the ledger of versions, changed together. */
@NullMarked
package io.millrace.core.index;

import org.jspecify.annotations.NullMarked;
