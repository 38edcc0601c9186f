package io.millrace.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.QuestionFailed;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter means to those who wait: its document is rejected, its question has failed. A dead letter of anything else
 * means nothing to anybody but the operator, who finds it in the list.
 */
@ApplicationScoped
class DeadLetterOutcomes {

    private static final String NAME = "dead-letters";
    private static final String CODE = DocumentState.DEAD_LETTER;

    private final PassageIndex index;

    DeadLetterOutcomes(PassageIndex index) {
        this.index = index;
    }

    /** @param data of the event that died, whatever its form: it may be the reason why it died */
    Optional<EventEnvelope> of(JsonNode data, String reason, EventContext context) {
        String detail = "an event of it could not be handled (" + reason + "): see `millrace dead-letters list`";
        if (data.path("document").isTextual() && data.path("sequence").isTextual()) {
            return documentRejected(data, detail, context);
        }
        if (data.path("id").isTextual() && data.path("tenant").isTextual()) {
            return questionFailed(data, detail, context);
        }
        return Optional.empty();
    }

    private Optional<EventEnvelope> documentRejected(JsonNode data, String detail, EventContext context) {
        DocumentKey document;
        Sequence sequence;
        @Nullable AccessList access;
        try {
            document = new DocumentKey(context.tenant(), data.path("document").asText());
            sequence = new Sequence(data.path("sequence").asText());
            access = access(data.path("access"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        DocumentState state = index.reject(
                document,
                data.path("uri").asText(""),
                data.path("etag").textValue(),
                access,
                sequence,
                new Problem(Category.UNPROCESSABLE, CODE, detail),
                Instant.now());
        if (state.state() != State.REJECTED || !state.settled().equals(sequence)) {
            return Optional.empty();
        }
        return Optional.of(
                EventEnvelope.of(EventType.DOCUMENT_REJECTED, DocumentEvents.rejected(state), NAME, context));
    }

    private static Optional<EventEnvelope> questionFailed(JsonNode data, String detail, EventContext context) {
        try {
            QuestionFailed failed = new QuestionFailed(data.path("id").asText(), context.tenant(), CODE, detail);
            return Optional.of(EventEnvelope.of(EventType.QUESTION_FAILED, failed, NAME, context));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Null where the event names none, as that of a removal: the document's own stays then. */
    private static @Nullable AccessList access(JsonNode array) {
        List<String> principals = new ArrayList<>();
        array.forEach(principal -> principals.add(principal.asText()));
        return principals.isEmpty() ? null : new AccessList(principals);
    }
}
