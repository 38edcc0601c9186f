package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as the command line gives it to programs. */
public record Answer(
        String question,
        String answer,
        boolean answered,
        @Nullable String mode,
        boolean degraded,
        @Nullable String reason,
        @Nullable JsonNode support,
        @Nullable JsonNode dropped,
        List<Citation> citations,
        @Nullable JsonNode usage,
        @Nullable JsonNode timings) {

    static Answer of(String question, String answer, AnswerDetails details, @Nullable JsonNode usage) {
        return new Answer(
                question,
                answer,
                details.answered(),
                details.mode(),
                details.degraded(),
                details.reason(),
                details.support(),
                details.dropped(),
                details.citations(),
                usage,
                details.timings());
    }
}
