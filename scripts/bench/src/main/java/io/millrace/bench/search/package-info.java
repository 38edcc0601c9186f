/** Makes a large index out of a small one, for {@code millrace bench search}. */
@NullMarked
package io.millrace.bench.search;

import org.jspecify.annotations.NullMarked;
