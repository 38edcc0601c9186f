package io.millrace.bench.models;

/** Something that replies to questions, with a watch. Safe for use by many threads. */
interface TimedGenerator {

    /**
     * @param tokens of the reply
     * @param firstNanos from just before the question until the first text
     */
    record Timing(int tokens, long firstNanos) {}

    Timing reply(String question, int maxTokens);
}
