/** Answers kept for whoever asks the same again, and served only where they would be the same again. */
@NullMarked
package io.millrace.core.cache;

import org.jspecify.annotations.NullMarked;
