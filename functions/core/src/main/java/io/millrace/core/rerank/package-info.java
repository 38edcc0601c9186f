/** Scoring the few best passages again, with more care. */
@NullMarked
package io.millrace.core.rerank;

import org.jspecify.annotations.NullMarked;
