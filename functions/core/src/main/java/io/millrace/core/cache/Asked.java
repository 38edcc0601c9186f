package io.millrace.core.cache;

import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.retrieve.Question;

/**
 * A question and how it is to be answered.
 *
 * @param use of the cache
 * @param explain whether search and answer say how they came to be; then the answer is neither taken from what is kept nor kept
 */
public record Asked(Question question, AnswerMode mode, GenerationOptions options, CacheUse use, boolean explain) {}
