/** From a question to the passages that matter. */
@NullMarked
package io.millrace.core.retrieve;

import org.jspecify.annotations.NullMarked;
