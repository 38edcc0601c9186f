/** What people say of answers, and the port that keeps it. */
@NullMarked
package io.millrace.core.feedback;

import org.jspecify.annotations.NullMarked;
