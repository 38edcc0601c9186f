package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonParser;
import io.millrace.core.embed.PassageText;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of Hugging Face's text-embeddings-inference that we have too: {@code /embed} and {@code /tokenize}. */
final class TeiRoutes {

    /** In an answer that lists tokens: some 60 bytes each, which are in memory at once. */
    static final int MAX_LISTED_TOKENS = 100_000;

    private final EmbeddingModel model;
    private final TextEmbedder embedder;

    TeiRoutes(LoadedModels loaded) {
        this.model = loaded.embedder();
        this.embedder = loaded.embedding();
    }

    /** The fields of both requests, with TEI's defaults. */
    private static final class Fields {
        @Nullable
        List<String> inputs;

        TextBatch.@Nullable Kind kind;

        boolean truncate;
        boolean normalize = true;
        boolean addSpecialTokens = true;
        boolean counts;

        static Fields read(JsonParser json) throws IOException {
            Fields fields = new Fields();
            JsonInput.object("the body", json, (field, value) -> {
                switch (field) {
                    case "inputs" -> fields.inputs = JsonInput.strings(field, value, EmbeddingsRequest.MAX_INPUTS);
                    case "prompt_name" -> fields.kind = EmbeddingsRequest.kind(field, value);
                    case "truncate" -> fields.truncate = !JsonInput.isNull(value) && JsonInput.bool(field, value);
                    case "normalize" -> fields.normalize = JsonInput.bool(field, value);
                    case "add_special_tokens" -> fields.addSpecialTokens = JsonInput.bool(field, value);
                    case "millrace" ->
                        JsonInput.object(field, value, (inner, innerValue) -> {
                            if (inner.equals("counts")) {
                                fields.counts = JsonInput.bool("millrace.counts", innerValue);
                            } else {
                                innerValue.skipChildren();
                            }
                        });
                    default -> value.skipChildren();
                }
            });
            return fields;
        }

        List<String> required() {
            if (inputs == null) {
                throw JsonInput.invalid("inputs is missing; it is a string or an array of strings");
            }
            return inputs;
        }
    }

    /** An array of vectors. With {@code truncate} false, the default, a text beyond the window is refused: 422. */
    void embed(HttpCall call) throws IOException, InterruptedException {
        Fields fields = call.read(Fields::read);
        List<PassageText> texts = fields.required().stream()
                .map(text -> new PassageText(text, List.of()))
                .toList();
        TextBatch batch =
                new TextBatch(texts, fields.kind == null ? TextBatch.likely(texts) : fields.kind, call.deadline());
        if (!fields.truncate) {
            refuseWhatDoesNotFit(batch);
        }
        List<TextVectors> results = embedder.embed(batch);
        int read = results.stream().mapToInt(TextVectors::tokens).sum();
        call.counted(results.size(), read);
        call.header("x-compute-tokens", Integer.toString(read));
        call.answer(200, json -> {
            json.writeStartArray();
            for (TextVectors result : results) {
                EmbeddingsRoute.writeNumbers(
                        json, fields.normalize ? result.vector().toArray() : result.raw());
            }
            json.writeEndArray();
        });
    }

    private void refuseWhatDoesNotFit(TextBatch batch) {
        int window = model.shape().window();
        for (int i = 0; i < batch.texts().size(); i++) {
            String text = model.prefix(batch.kind()) + batch.texts().get(i).text();
            int tokens = model.wordPieces().count(text) + 2;
            if (tokens > window) {
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "text-beyond-window",
                        "input " + i + " has " + tokens + " tokens and the model reads " + window
                                + "; send less, or truncate: true");
            }
        }
    }

    /** For each input its tokens; with our extension {@code "millrace": {"counts": true}} just how many, special ones left out. Too many to list are refused: 413. */
    void tokenize(HttpCall call) throws IOException {
        Fields fields = call.read(Fields::read);
        List<String> inputs = fields.required();
        if (fields.counts) {
            int[] counts = model.wordCounts().of(inputs);
            call.answer(200, json -> json.writeArray(counts, 0, counts.length));
            return;
        }
        refuseTooManyTokens(inputs);
        call.answer(200, json -> {
            json.writeStartArray();
            for (String input : inputs) {
                json.writeStartArray();
                for (WordPieces.Token token : model.wordPieces().tokens(input, fields.addSpecialTokens)) {
                    json.writeStartObject();
                    json.writeNumberField("id", token.id());
                    json.writeStringField("text", token.text());
                    json.writeBooleanField("special", token.special());
                    if (token.special()) {
                        json.writeNullField("start");
                        json.writeNullField("stop");
                    } else {
                        json.writeNumberField("start", token.start());
                        json.writeNumberField("stop", token.end());
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    private void refuseTooManyTokens(List<String> inputs) {
        // A token has a character or more, so that most requests need no count.
        if (inputs.stream().mapToLong(String::length).sum() <= MAX_LISTED_TOKENS) {
            return;
        }
        long tokens =
                Arrays.stream(model.wordCounts().of(inputs)).asLongStream().sum();
        if (tokens > MAX_LISTED_TOKENS) {
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "too-many-tokens",
                    "the inputs have " + tokens + " tokens and at most " + MAX_LISTED_TOKENS
                            + " are listed; send less, or ask for \"millrace\": {\"counts\": true}");
        }
    }
}
