/** Events that could not be processed, and who keeps them. */
@NullMarked
package io.millrace.core.deadletter;

import org.jspecify.annotations.NullMarked;
