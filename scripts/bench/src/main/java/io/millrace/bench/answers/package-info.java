/** Fits and measures what answering decides by, with core's own verbs over indexes in memory. */
@NullMarked
package io.millrace.bench.answers;

import org.jspecify.annotations.NullMarked;
