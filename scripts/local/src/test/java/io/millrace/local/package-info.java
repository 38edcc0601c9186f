/** The whole stack, driven from outside as a user drives it. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
