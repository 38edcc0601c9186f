/** Rows of databases as documents: what changed, what that bears on, and when it is announced. */
@NullMarked
package io.millrace.core.row;

import org.jspecify.annotations.NullMarked;
