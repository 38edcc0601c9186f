package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.contracts.ContractJson;
import io.millrace.core.cache.CacheUse;
import io.millrace.core.problem.Problem;
import io.millrace.runtime.Problems;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, answered from documents. */
@Path("/v1/chat/completions")
@Produces(MediaType.APPLICATION_JSON)
public class ChatResource {

    private final Conversing conversing;
    private final Presence presence;
    private final CurrentCaller caller;

    ChatResource(Conversing conversing, Presence presence, CurrentCaller caller) {
        this.conversing = conversing;
        this.presence = presence;
        this.caller = caller;
    }

    @POST
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response complete(@Nullable JsonNode body, @Context RoutingContext call) {
        ChatRequest request = ChatRequest.of(body);
        try (Presence.Watch client = presence.watch(call)) {
            // Before the first byte also of a stream, so that a failure still has a status of its own.
            Conversing.Ready ready = conversing.prepare(request, caller.get(), cacheUse(call), client.cancellation());
            if (request.stream()) {
                StreamingOutput events = out -> stream(request, ready, call, out);
                return Response.ok(events)
                        .type(MediaType.SERVER_SENT_EVENTS)
                        .header("Cache-Control", "no-cache")
                        .build();
            }
            Conversing.Reply reply = conversing.answer(request, ready, client.cancellation(), text -> {});
            return Response.ok(new ChatCompletion(request).whole(reply)).build();
        }
    }

    private static CacheUse cacheUse(RoutingContext call) {
        return CacheUse.of(String.join(",", call.request().headers().getAll("Cache-Control")));
    }

    private void stream(ChatRequest request, Conversing.Ready ready, RoutingContext call, OutputStream out)
            throws IOException {
        ChatCompletion completion = new ChatCompletion(request);
        write(out, completion.first());
        try (Presence.Watch client = presence.watch(call)) {
            Conversing.Reply reply = conversing.answer(request, ready, client.cancellation(), text -> {
                try {
                    write(out, completion.text(text));
                } catch (IOException e) {
                    throw new UncheckedIOException("the client has left", e);
                }
            });
            for (Map<String, Object> chunk : completion.last(reply)) {
                write(out, chunk);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            Problem problem = Problems.of(e);
            ApiProblems.failed(problem, e);
            write(
                    out,
                    new LinkedHashMap<>(
                            ApiProblems.body(problem, problem.category().status())));
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void write(OutputStream out, Map<String, Object> event) throws IOException {
        String json = ContractJson.mapper().writeValueAsString(event);
        out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
