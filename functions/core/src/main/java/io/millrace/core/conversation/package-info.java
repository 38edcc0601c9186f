/** What was said before a question, and the question that it comes to. */
@NullMarked
package io.millrace.core.conversation;

import org.jspecify.annotations.NullMarked;
