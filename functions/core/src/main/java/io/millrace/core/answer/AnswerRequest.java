package io.millrace.core.answer;

/**
 * @param question as asked
 * @param mode how to answer
 */
public record AnswerRequest(String question, AnswerMode mode) {}
