/** From parsed text to passages of a size that the embedding model reads whole. */
@NullMarked
package io.millrace.core.chunk;

import org.jspecify.annotations.NullMarked;
