/** What went wrong, in the words of RFC 9457, and whether trying again can help. */
@NullMarked
package io.millrace.core.problem;

import org.jspecify.annotations.NullMarked;
