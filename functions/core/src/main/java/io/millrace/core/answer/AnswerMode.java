package io.millrace.core.answer;

/** How an answer comes to be. */
public enum AnswerMode {
    /** Generate where the generator is trusted, else quote. */
    AUTO,
    /** The best sentences, word for word. */
    QUOTE,
    /** A model's sentences, each kept only if a passage supports it. */
    GENERATE
}
