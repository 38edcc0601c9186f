package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.answer.Answer;
import io.millrace.core.problem.Problem;
import io.millrace.runtime.Problems;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, answered from documents. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public class ChatResource {

    private final Asking asking;

    ChatResource(Asking asking) {
        this.asking = asking;
    }

    @GET
    @Path("models")
    public Map<String, Object> models() {
        List<Map<String, Object>> models = new ArrayList<>();
        for (ChatModel model : ChatModel.values()) {
            models.add(Map.of("id", model.id(), "object", "model", "created", 0, "owned_by", "millrace"));
        }
        return Map.of("object", "list", "data", models);
    }

    @POST
    @Path("chat/completions")
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response complete(@Nullable JsonNode body) {
        ChatRequest request = ChatRequest.of(body);
        if (request.stream()) {
            // Before the first byte, so that a failure still has a status of its own.
            Asking.Found found = asking.search(request.question(), Asking.PASSAGES);
            StreamingOutput events = out -> stream(request, found, out);
            return Response.ok(events)
                    .type(MediaType.SERVER_SENT_EVENTS)
                    .header("Cache-Control", "no-cache")
                    .build();
        }
        Asking.Found found = asking.search(request.question(), Asking.PASSAGES);
        Answer answer = asking.answer(request.question(), request.model().mode(), found.retrieval(), text -> {});
        return Response.ok(new ChatCompletion(request.model(), false).whole(answer, found))
                .build();
    }

    private void stream(ChatRequest request, Asking.Found found, OutputStream out) throws IOException {
        ChatCompletion completion = new ChatCompletion(request.model(), true);
        write(out, completion.delta(Map.of("role", "assistant", "content", "")));
        try {
            Answer answer = asking.answer(request.question(), request.model().mode(), found.retrieval(), text -> {
                try {
                    write(out, completion.delta(Map.of("content", text)));
                } catch (IOException e) {
                    throw new UncheckedIOException("the client has left", e);
                }
            });
            write(out, completion.last(answer, found));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            Problem problem = Problems.of(e);
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
