/** Who asks, and what they may see and do. */
@NullMarked
package io.millrace.core.access;

import org.jspecify.annotations.NullMarked;
