package io.millrace.answering;

import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.PodNamespace;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Dead letters through the front door: list, show, replay, discard. Whoever keeps them answers, and here is only passed on: the
 * broker of one machine, or the function {@code dead-letters} in the cluster; both have the same interface. Only for administrators: events of all tenants are among them.
 */
@Path("/v1/dead-letters")
public class DeadLettersResource {

    /** Above what the function {@code dead-letters} allows a replay. */
    private static final Duration TIMEOUT = Duration.ofSeconds(295);

    private final OkHttpClient http =
            new OkHttpClient.Builder().callTimeout(TIMEOUT).readTimeout(TIMEOUT).build();
    private final CurrentCaller caller;
    private final HttpUrl keeper;

    /** @param keeper where dead letters are kept, up to and with {@code /dead-letters}; empty: the function of the pod's own namespace */
    DeadLettersResource(
            CurrentCaller caller, @ConfigProperty(name = "millrace.dead-letters.url") Optional<String> keeper) {
        this.caller = caller;
        this.keeper = HttpUrl.get(keeper.orElseGet(() -> PodNamespace.current().url("dead-letters") + "/dead-letters"));
    }

    @GET
    public Response list(@Context RoutingContext call) {
        return pass(call, keeper.newBuilder(), new Request.Builder());
    }

    @GET
    @Path("{id}")
    public Response show(@PathParam("id") String id, @Context RoutingContext call) {
        return pass(call, keeper.newBuilder().addPathSegment(id), new Request.Builder());
    }

    @POST
    @Path("{id}/replay")
    public Response replay(@PathParam("id") String id, @Context RoutingContext call) {
        HttpUrl.Builder replay = keeper.newBuilder().addPathSegment(id).addPathSegment("replay");
        return pass(call, replay, new Request.Builder().post(RequestBody.EMPTY));
    }

    @DELETE
    @Path("{id}")
    public Response discard(@PathParam("id") String id, @Context RoutingContext call) {
        return pass(call, keeper.newBuilder().addPathSegment(id), new Request.Builder().delete());
    }

    private Response pass(RoutingContext call, HttpUrl.Builder url, Request.Builder request) {
        caller.require(Role.ADMINISTRATOR);
        call.queryParams().forEach(url::addQueryParameter);
        try (okhttp3.Response answer =
                http.newCall(request.url(url.build()).build()).execute()) {
            Response.ResponseBuilder passed = Response.status(answer.code());
            String body = answer.body().string();
            if (!body.isEmpty()) {
                passed.entity(body).type(Objects.requireNonNullElse(answer.header("Content-Type"), "application/json"));
            }
            return passed.build();
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "dead-letters-unavailable",
                            "who keeps the dead letters can't be reached at " + keeper + ": " + e.getMessage()),
                    e);
        }
    }
}
