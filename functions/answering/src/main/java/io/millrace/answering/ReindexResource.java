package io.millrace.answering;

import io.millrace.answering.access.CurrentCaller;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.ReindexRequested;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.RequestTrace;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks for a comparison of the sources with the ledger, and says how far it is. Only for administrators. */
@Path("/v1/reindex")
@Produces(MediaType.APPLICATION_JSON)
public class ReindexResource {

    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final int MAX_WAIT_SECONDS = 60;

    private final ReindexRuns runs;
    private final EventSink sink;
    private final RequestTrace trace;
    private final CurrentCaller caller;

    ReindexResource(ReindexRuns runs, EventSink sink, RequestTrace trace, CurrentCaller caller) {
        this.runs = runs;
        this.sink = sink;
        this.trace = trace;
        this.caller = caller;
    }

    /**
     * What is asked for.
     *
     * @param scope only documents whose uri starts so; by default all
     * @param mode changed (the default) or all
     */
    public record Asked(@Nullable String scope, @Nullable String mode) {}

    /** A run; {@code run} names it. {@code failed} is what could not be compared, and stays as it is until the next run. */
    public record RunView(
            String run,
            String scope,
            String mode,
            boolean done,
            long changed,
            long removed,
            long unchanged,
            List<Failed> failed,
            Instant startedAt,
            Instant touchedAt) {

        /** A place, by its uri, and what is wrong with it. */
        public record Failed(String uri, String reason) {}

        static RunView of(ReindexRun run) {
            return new RunView(
                    run.id(),
                    run.scope(),
                    run.everything() ? "all" : "changed",
                    run.done(),
                    run.changed(),
                    run.removed(),
                    run.unchanged(),
                    run.failed().stream()
                            .map(each -> new Failed(each.uri(), each.reason()))
                            .toList(),
                    run.startedAt(),
                    run.touchedAt());
        }
    }

    /**
     * Begins a run, or joins the one of that scope which is under way.
     *
     * @param idempotencyKey the same request again under the same key is no second run
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response reindex(@Nullable Asked body, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
        caller.require(Role.ADMINISTRATOR);
        Asked asked = ApiProblems.body(body);
        String id = Digest.of(
                "reindex",
                Objects.requireNonNullElseGet(
                        idempotencyKey, () -> UUID.randomUUID().toString()));
        ReindexRequested request = new ReindexRequested(
                TENANT, asked.scope(), Objects.requireNonNullElse(asked.mode(), "changed"), id, null);
        String scope = Objects.requireNonNull(request.scope());
        ReindexRun run = runs.begin(ReindexRun.fresh(id, TENANT, scope, "all".equals(request.mode()), Instant.now()));
        if (run.id().equals(id)) {
            sink.publish(EventEnvelope.of(EventType.REINDEX_REQUESTED, request, "answering", trace.start(TENANT)));
        }
        return Response.accepted(RunView.of(run)).build();
    }

    /**
     * The latest run of a scope.
     *
     * @param wait for how many seconds to wait for its end, at most 60
     */
    @GET
    public RunView run(
            @QueryParam("scope") @DefaultValue("") String scope, @QueryParam("wait") @DefaultValue("0") int wait) {
        caller.require(Role.ADMINISTRATOR);
        Duration patience = Duration.ofSeconds(Math.clamp(wait, 0, MAX_WAIT_SECONDS));
        Optional<ReindexRun> done =
                Waiting.upTo(patience, () -> runs.find(TENANT, scope).filter(ReindexRun::done));
        return done.or(() -> runs.find(TENANT, scope))
                .map(RunView::of)
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND, "reindex-unknown", "this scope was not reindexed in the last 24 hours"));
    }
}
