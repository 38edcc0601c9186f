package io.millrace.core.answer;

import io.millrace.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells how many tokens the parts of a prompt have: by the generator's tokenizer where it matters and the generator's server can tell, else by characters.
 * Templates are counted once. Safe for use by many threads.
 */
final class PromptSizer {

    private final PromptTemplates templates;
    private final GenerationSettings settings;
    private final Generator generator;

    /** Tokens of the templates; empty until they were counted. */
    private volatile List<Integer> counted = List.of();

    PromptSizer(PromptTemplates templates, GenerationSettings settings, Generator generator) {
        this.templates = templates;
        this.settings = settings;
        this.generator = generator;
    }

    PromptTemplates templates() {
        return templates;
    }

    GenerationSettings settings() {
        return settings;
    }

    /**
     * The sizes of both templates, then those of {@code parts}.
     *
     * @param room tokens that all may have together; far below, nobody is asked
     * @param cancellation ends the counting, whose result is by characters then
     */
    PromptSizes sizes(List<String> parts, int room, Cancellation cancellation) {
        List<String> all = Stream.concat(Stream.of(templates.system(), templates.user()), parts.stream())
                .toList();
        if (all.stream().mapToDouble(PromptSizer::atMost).sum() > room) {
            Optional<List<Integer>> exact = count(all, cancellation);
            if (exact.isPresent()) {
                return new PromptSizes(exact.get(), TokensBy.TOKENIZER);
            }
        }
        return new PromptSizes(
                all.stream()
                        .map(part -> (int) Math.ceil(part.length() / settings.charactersPerToken()))
                        .toList(),
                TokensBy.CHARACTERS);
    }

    /** A tokenizer that is away or late is no reason to fail: the generator may not be. */
    private Optional<List<Integer>> count(List<String> all, Cancellation cancellation) {
        List<Integer> known = counted;
        try {
            return generator
                    .countTokens(all.subList(known.size(), all.size()), cancellation)
                    .map(sizes -> {
                        List<Integer> tokens = new ArrayList<>(known);
                        tokens.addAll(sizes);
                        counted = List.copyOf(tokens.subList(0, 2));
                        return tokens;
                    });
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /** More tokens than readable text has: two letters of ASCII or spaces are one, and so is each byte of all else. */
    private static double atMost(String text) {
        int halves = 0;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            halves += (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == ' ' ? 1 : 2;
        }
        return halves / 2.0;
    }
}
