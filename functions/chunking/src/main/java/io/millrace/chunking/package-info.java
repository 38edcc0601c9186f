/** Fetches, parses and splits changed documents. */
@NullMarked
package io.millrace.chunking;

import org.jspecify.annotations.NullMarked;
