package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** {@code POST /v1/embeddings}: what does not fit the model's window is cut, counted in the answer where it was asked for, and in the metrics always. */
final class EmbeddingsRoute {

    private final String model;
    private final TextEmbedder embedder;
    private final boolean unit;

    EmbeddingsRoute(LoadedModels loaded) {
        this.model = loaded.embedderId();
        this.embedder = loaded.embedding();
        this.unit = loaded.embedder().shape().unit();
    }

    void handle(HttpCall call) throws IOException, InterruptedException {
        EmbeddingsRequest request = call.read(EmbeddingsRequest::read);
        if (request.model() != null && !request.model().equals(model)) {
            throw ProblemException.of(
                    Category.NOT_FOUND, "model-not-served", "the embedding model served here is " + model);
        }
        List<TextVectors> results = embedder.embed(new TextBatch(request.texts(), request.kind(), call.deadline()));
        call.counted(
                results.size(), results.stream().mapToInt(TextVectors::tokens).sum());
        call.answer(200, json -> write(json, request, results));
    }

    private void write(JsonGenerator json, EmbeddingsRequest request, List<TextVectors> results) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "list");
        json.writeStringField("model", model);
        json.writeArrayFieldStart("data");
        int tokens = 0;
        for (int i = 0; i < results.size(); i++) {
            TextVectors result = results.get(i);
            tokens += result.tokens();
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", i);
            json.writeFieldName("embedding");
            float[] vector = unit ? result.vector().toArray() : result.raw();
            if (request.base64()) {
                json.writeBinary(littleEndian(vector));
            } else {
                writeNumbers(json, vector);
            }
            if (request.extended()) {
                writeExtension(json, result);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", tokens);
        json.writeNumberField("total_tokens", tokens);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeExtension(JsonGenerator json, TextVectors result) throws IOException {
        json.writeObjectFieldStart("millrace");
        json.writeNumberField("tokens", result.tokens());
        json.writeNumberField("tokens_cut", result.tokensCut());
        json.writeArrayFieldStart("sentences");
        for (QuantizedEmbedding sentence : result.sentences()) {
            json.writeBinary(sentence.toBytes());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static void writeNumbers(JsonGenerator json, float[] values) throws IOException {
        json.writeStartArray();
        for (float value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }
}
