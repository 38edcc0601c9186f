package io.millrace.core.answer;

import io.millrace.core.document.Digest;
import io.millrace.core.retrieve.Retrieval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a question is about to be answered: all is settled but the answer, what the generator will be told included. Made by {@link Answerer#plan}. */
public final class AnswerPlan {

    private final AnswerRequest request;
    private final @Nullable Retrieval pertinent;
    private final double support;
    private final @Nullable Prompt prompt;
    private final long started;

    /**
     * @param pertinent what the answer may rest on; null where nothing was found that is relevant
     * @param support how likely the documents hold an answer, 0..1
     * @param prompt null where the generator is not asked
     * @param started when planning began, of {@link System#nanoTime}
     */
    AnswerPlan(
            AnswerRequest request,
            @Nullable Retrieval pertinent,
            double support,
            @Nullable Prompt prompt,
            long started) {
        this.request = request;
        this.pertinent = pertinent;
        this.support = support;
        this.prompt = prompt;
        this.started = started;
    }

    AnswerRequest request() {
        return request;
    }

    @Nullable
    Retrieval pertinent() {
        return pertinent;
    }

    double support() {
        return support;
    }

    @Nullable
    Prompt prompt() {
        return prompt;
    }

    long started() {
        return started;
    }

    /**
     * A digest of what the generator is told: equal ones are answered the same, as far as the generator can. Empty where it is not asked, and the answer
     * costs next to nothing.
     */
    public Optional<String> told() {
        if (prompt == null || prompt.passages().isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        prompt.messages().forEach(message -> parts.add(message.content()));
        // The same words of another version, or of another document, are cited differently.
        prompt.passages()
                .forEach(passage -> parts.addAll(List.of(
                        passage.document(), passage.version(), passage.chunk().id())));
        return Optional.of(Digest.of(parts.toArray(String[]::new)));
    }
}
