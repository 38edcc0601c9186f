package io.millrace.answering;

import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people say of answers: whoever may ask may say it, and their tenant's administrators read it. */
@Path("/v1/feedback")
@Produces(MediaType.APPLICATION_JSON)
public class FeedbackResource {

    private static final int MAX_LIST = 1000;

    private final FeedbackStore store;
    private final CurrentCaller caller;

    FeedbackResource(FeedbackStore store, CurrentCaller caller) {
        this.store = store;
        this.caller = caller;
    }

    /**
     * @param answer the id of the answer
     * @param rating up or down
     * @param comment at most 2,000 characters
     */
    public record Said(
            @Nullable String answer,
            @Nullable Rating rating,
            @Nullable String comment) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response take(@Nullable Said body) {
        Said said = ApiProblems.body(body);
        Rating rating = said.rating();
        if (rating == null) {
            throw JsonFields.invalid("rating is missing: up or down");
        }
        Feedback feedback = new Feedback(
                ApiProblems.required("answer", said.answer()),
                rating,
                Objects.requireNonNullElse(said.comment(), ""),
                Instant.now());
        store.put(caller.get().tenant(), feedback);
        return Response.status(Response.Status.CREATED).entity(feedback).build();
    }

    /** The latest first. */
    @GET
    public Map<String, List<Feedback>> list(@QueryParam("limit") @DefaultValue("100") int limit) {
        caller.require(Role.ADMINISTRATOR);
        return Map.of("feedback", store.latest(caller.get().tenant(), Math.clamp(limit, 1, MAX_LIST)));
    }
}
