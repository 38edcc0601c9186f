package io.millrace.core.retrieve;

/**
 * @param retrieval what was found
 * @param surroundings what tells later whether it would be found again
 */
public record Retrieved(Retrieval retrieval, Surroundings surroundings) {}
