/**
 * From a question to the passages that matter: both scores of every candidate fused, the best reranked, and the evidence that
 * they answer at all.
 */
@NullMarked
package io.millrace.core.retrieve;

import org.jspecify.annotations.NullMarked;
