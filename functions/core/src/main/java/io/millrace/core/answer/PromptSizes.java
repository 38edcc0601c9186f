package io.millrace.core.answer;

import java.util.List;

/**
 * How many tokens the parts of a prompt have.
 *
 * @param tokens by part, in order
 * @param by who says so
 */
record PromptSizes(List<Integer> tokens, TokensBy by) {

    PromptSizes {
        tokens = List.copyOf(tokens);
    }
}
