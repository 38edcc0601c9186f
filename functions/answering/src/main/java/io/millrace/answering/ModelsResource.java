package io.millrace.answering;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.core.embed.Embedder;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** What clients may name as a model: ways to answer, the embedding model, and the reranker. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {

    /** Ranks texts as retrieval ranks passages. */
    static final String RERANKER = "millrace-rerank";

    private final Embedder embedder;

    ModelsResource(Embedder embedder) {
        this.embedder = embedder;
    }

    /** OpenAI's list form. */
    public record Models(String object, List<Model> data) {}

    /** @param created seconds since 1970; 0, since it is not known */
    public record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {

        static Model of(String id) {
            return new Model(id, "model", 0, "millrace");
        }
    }

    @GET
    public Models list() {
        return new Models("list", models().toList());
    }

    @GET
    @Path("{id}")
    public Model find(@PathParam("id") String id) {
        return models().filter(model -> model.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND,
                        "model-unknown",
                        "there is no model of that name; GET /v1/models lists them"));
    }

    private Stream<Model> models() {
        Stream<String> ways = Stream.of(ChatModel.values()).map(ChatModel::id);
        return Stream.concat(ways, Stream.of(embedder.model(), RERANKER)).map(Model::of);
    }
}
