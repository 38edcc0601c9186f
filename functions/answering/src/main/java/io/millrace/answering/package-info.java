/** Answers questions with citations, and serves the API. */
@NullMarked
package io.millrace.answering;

import org.jspecify.annotations.NullMarked;
