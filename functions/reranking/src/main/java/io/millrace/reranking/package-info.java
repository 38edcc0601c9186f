/** Retrieves and reranks passages for a question. */
@NullMarked
package io.millrace.reranking;

import org.jspecify.annotations.NullMarked;
