package io.millrace.answering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.answer.Answer;
import io.millrace.core.retrieve.Explanation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a question of the event path is.
 *
 * @param state pending, answered or failed
 * @param answer null unless answered
 * @param explanation what each stage of the retrieval made of it; null unless it was asked for
 * @param code why it failed; null unless failed
 * @param reason why it failed, in words; null unless failed
 */
record QuestionStatus(
        String id,
        String tenant,
        String state,
        @Nullable Answer answer,
        @Nullable Explanation explanation,
        @Nullable String code,
        @Nullable String reason) {

    String toJson() {
        try {
            return ContractJson.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can always be written", e);
        }
    }

    /** What {@link #toJson} has written. */
    static JsonNode read(byte[] json) {
        try {
            return ContractJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that was kept can't be read", e);
        }
    }

    /** A sentence that was dropped may say anything, so not everybody reads it. */
    static JsonNode withoutDroppedText(JsonNode status) {
        for (JsonNode sentence : status.at("/answer/evidence/sentences")) {
            if (sentence instanceof ObjectNode dropped && dropped.has("reason")) {
                dropped.remove("text");
            }
        }
        return status;
    }

    /** The documents that an answer cites. */
    static List<String> cited(JsonNode status) {
        return status.at("/answer/citations").findValuesAsText("document");
    }
}
