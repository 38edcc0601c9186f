package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a chat completion that only Millrace gives.
 *
 * @param answered whether the documents hold an answer
 * @param mode {@code quote} or {@code generate}
 * @param degraded whether generation was wanted and could not be had
 * @param reason why it is degraded, or why nothing was answered
 * @param support how well the documents support it
 * @param dropped what was generated and not supported
 * @param citations none where the server names none
 * @param timings milliseconds by step
 */
public record AnswerDetails(
        boolean answered,
        @Nullable String mode,
        boolean degraded,
        @Nullable String reason,
        @Nullable JsonNode support,
        @Nullable JsonNode dropped,
        List<Citation> citations,
        @Nullable JsonNode timings) {

    public AnswerDetails {
        citations = citations == null ? List.of() : List.copyOf(citations);
    }
}
