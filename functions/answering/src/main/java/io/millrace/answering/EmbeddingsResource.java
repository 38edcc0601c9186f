package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** OpenAI's embeddings, by the model that the index is made with. Texts are embedded as passages are: OpenAI's form has no word for questions. */
@Path("/v1/embeddings")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EmbeddingsResource {

    private static final int MAX_TEXTS = 512;

    private final Embedder embedder;

    EmbeddingsResource(Embedder embedder) {
        this.embedder = embedder;
    }

    /** OpenAI's list form. */
    public record Reply(String object, List<Item> data, String model, Map<String, Integer> usage) {}

    /** @param embedding numbers, or with {@code encoding_format: base64} little-endian float32 */
    public record Item(String object, int index, Object embedding) {}

    @POST
    public Reply embed(@Nullable JsonNode body) {
        JsonNode request = ApiProblems.body(body);
        JsonFields fields = new JsonFields(request);
        String model = fields.string("model", embedder.model());
        if (!model.equals(embedder.model())) {
            throw ProblemException.of(
                    Category.INVALID, "model-unknown", "the embedding model here is " + embedder.model());
        }
        boolean base64 = switch (fields.string("encoding_format", "float")) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw JsonFields.invalid("encoding_format must be float or base64");
        };
        Integer dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE);
        List<PassageEmbedding> embeddings = embedder.embedPassages(texts(request.path("input")));
        List<Item> items = new ArrayList<>(embeddings.size());
        int tokens = 0;
        for (PassageEmbedding embedding : embeddings) {
            int index = items.size();
            check(
                    index,
                    embedding,
                    Objects.requireNonNullElse(dimensions, embedding.vector().dimension()));
            tokens += embedding.tokens();
            items.add(new Item(
                    "embedding",
                    index,
                    base64 ? embedding.vector().toBase64() : embedding.vector().toArray()));
        }
        return new Reply("list", items, model, Map.of("prompt_tokens", tokens, "total_tokens", tokens));
    }

    private static void check(int index, PassageEmbedding embedding, int dimensions) {
        if (dimensions != embedding.vector().dimension()) {
            throw ProblemException.of(
                    Category.INVALID,
                    "option-unsupported",
                    "not supported here: dimensions other than "
                            + embedding.vector().dimension() + ", which this model has");
        }
        if (embedding.tokensCut() > 0) {
            throw ProblemException.of(
                    Category.INVALID,
                    "input-too-long",
                    "input[" + index + "] has " + embedding.tokensCut() + " tokens more than the " + embedding.tokens()
                            + " that the model reads; split it");
        }
    }

    private static List<PassageText> texts(JsonNode input) {
        List<PassageText> texts = new ArrayList<>();
        if (input.isTextual()) {
            texts.add(text(input, "input"));
        } else if (input.isArray() && input.size() <= MAX_TEXTS) {
            for (JsonNode text : input) {
                if (text.isNumber() || text.isArray()) {
                    throw ChatOptions.unsupported("input as token ids (send strings)");
                }
                texts.add(text(text, "input[" + texts.size() + "]"));
            }
        }
        if (texts.isEmpty()) {
            throw JsonFields.invalid("input must be a string or a list of 1 to " + MAX_TEXTS + " strings");
        }
        return texts;
    }

    private static PassageText text(JsonNode text, String name) {
        if (!text.isTextual() || text.textValue().isBlank()) {
            throw JsonFields.invalid(name + " must be a string that is not blank");
        }
        return new PassageText(text.textValue(), List.of());
    }
}
