package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.answering.access.AuditLog;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.QuestionAsked;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.Digest;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.state.AnswerStore;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.RequestTrace;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Questions that go through the broker, step by step. */
@Path("/v1/questions")
@Produces(MediaType.APPLICATION_JSON)
public class QuestionsResource {

    private static final int MAX_WAIT_SECONDS = 60;

    /** Half of what an event may have: its vector and the passages that are found travel with it. */
    private static final int MAX_BYTES = 256 << 10;

    private final EventSink sink;
    private final RequestTrace trace;
    private final AnswerStore answers;
    private final CurrentCaller caller;
    private final AuditLog audit;

    QuestionsResource(EventSink sink, RequestTrace trace, AnswerStore answers, CurrentCaller caller, AuditLog audit) {
        this.sink = sink;
        this.trace = trace;
        this.answers = answers;
        this.caller = caller;
        this.audit = audit;
    }

    /**
     * What is asked.
     *
     * @param mode auto, quote or generate
     * @param uriPrefix only documents whose uri starts so
     * @param filter which documents, as {@link io.millrace.contracts.FilterJson} reads it
     * @param explain whether the answer comes with what each stage of the retrieval made of it, and what was made of each sentence
     */
    public record Asked(
            @Nullable String question,
            @Nullable String mode,
            @Nullable String uriPrefix,
            @Nullable JsonNode filter,
            @Nullable Boolean explain) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response ask(@Nullable Asked body) {
        Asked asked = ApiProblems.body(body);
        Caller asking = caller.get();
        String id = Digest.of("question", UUID.randomUUID().toString());
        QuestionAsked event = new QuestionAsked(
                id,
                asking.tenant(),
                ApiProblems.required("question", asked.question()),
                asking.principals().stream().sorted().toList(),
                asked.uriPrefix(),
                Objects.requireNonNullElse(asked.mode(), "auto"),
                asked.filter(),
                asked.explain());
        RetrievalSettings.DEFAULT.accept(event.toQuestion());
        sink.publish(envelope(event, trace.start(event.tenant())));
        return Response.accepted(Map.of("id", id, "state", "pending"))
                .location(URI.create("/v1/questions/" + id))
                .build();
    }

    /** @throws ProblemException TOO_LARGE, before a broker says of it that it is away */
    static EventEnvelope envelope(QuestionAsked event, EventContext start) {
        EventEnvelope envelope = EventEnvelope.of(EventType.QUESTION_ASKED, event, "answering", start);
        int bytes = envelope.json().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "question-too-large",
                    "the question and its filter have " + bytes + " bytes as an event, and " + MAX_BYTES
                            + " are allowed; name fewer documents or sources");
        }
        return envelope;
    }

    /** @param wait for how many seconds to wait for the answer, at most 60 */
    @GET
    @Path("{id}")
    public Response answer(@PathParam("id") String id, @QueryParam("wait") @DefaultValue("0") int wait) {
        if (!id.matches("[0-9a-f]{32}")) {
            throw ProblemException.of(
                    Category.NOT_FOUND, "question-unknown", "a question's id has 32 hexadecimal digits");
        }
        Duration patience = Duration.ofSeconds(Math.clamp(wait, 0, MAX_WAIT_SECONDS));
        Caller asking = caller.get();
        // Whoever asked knows the id, which nobody can guess.
        Optional<JsonNode> stored = Waiting.upTo(patience, () -> answers.get(id))
                .map(QuestionStatus::read)
                .filter(status -> status.path("tenant").asText().equals(asking.tenant()));
        stored.ifPresent(status -> audit.used(asking, "answer", "", QuestionStatus.cited(status)));
        return stored.map(status -> asking.may(Role.ADMINISTRATOR) ? status : QuestionStatus.withoutDroppedText(status))
                .map(Response::ok)
                .orElseGet(() -> Response.accepted(Map.of("id", id, "state", "pending")))
                .build();
    }
}
