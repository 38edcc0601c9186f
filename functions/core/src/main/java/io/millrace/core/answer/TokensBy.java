package io.millrace.core.answer;

/** Who counts a prompt's tokens. */
public enum TokensBy {
    /** The generator's own tokenizer. */
    TOKENIZER,
    /** An estimate from characters. */
    CHARACTERS
}
