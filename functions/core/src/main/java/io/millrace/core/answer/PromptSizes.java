package io.millrace.core.answer;

import io.millrace.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

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

    /** Asks the generator, unless all fits whatever a token is (it has a byte at least), or its server can't tell. */
    static PromptSizes of(List<String> parts, GenerationSettings settings, Generator generator) {
        long bytes = 0;
        for (String part : parts) {
            bytes += part.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > settings.promptTokens()) {
            Optional<List<Integer>> counted = count(parts, generator);
            if (counted.isPresent()) {
                return new PromptSizes(counted.get(), TokensBy.TOKENIZER);
            }
        }
        return new PromptSizes(
                parts.stream()
                        .map(part -> (int) Math.ceil(part.length() / settings.charactersPerToken()))
                        .toList(),
                TokensBy.CHARACTERS);
    }

    /** A tokenizer that is away is no reason to fail: the generator may not be. */
    private static Optional<List<Integer>> count(List<String> parts, Generator generator) {
        try {
            return generator.countTokens(parts);
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }
}
