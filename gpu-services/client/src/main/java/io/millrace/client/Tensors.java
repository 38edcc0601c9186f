package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts in, rows of numbers out, by the Open Inference Protocol (KServe v2, REST), which Triton speaks: {@code POST /v2/models/MODEL/infer}. Which tensors a model has is
 * its author's choice; the names that we ask for are in the module's README.
 */
final class Tensors {

    static final String HEALTH = "/v2/health/ready";

    private Tensors() {}

    static String path(String model) {
        return "/v2/models/" + model + "/infer";
    }

    /** Begins a request, after which come its inputs. */
    static void begin(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("inputs");
    }

    /** One text a row. */
    static void input(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeArrayFieldStart("shape");
        json.writeNumber(texts.size());
        json.writeNumber(1);
        json.writeEndArray();
        json.writeStringField("datatype", "BYTES");
        json.writeArrayFieldStart("data");
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Ends the inputs, and asks for one output. */
    static void end(JsonGenerator json, String output) throws IOException {
        json.writeEndArray();
        json.writeArrayFieldStart("outputs");
        json.writeStartObject();
        json.writeStringField("name", output);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    /** The rows of an output, all of one length. */
    static List<double[]> rows(JsonParser json, String output) throws IOException {
        List<double[]> found = new ArrayList<>();
        EventStream.members(json, (name, at) -> {
            if (!name.equals("outputs")) {
                at.skipChildren();
                return;
            }
            EmbeddingAnswer.expect(at, at.currentToken(), JsonToken.START_ARRAY);
            while (at.nextToken() == JsonToken.START_OBJECT) {
                Output read = Output.read(at);
                if (read.name.equals(output)) {
                    found.addAll(read.rows(at));
                }
            }
        });
        return found;
    }

    /** One output. Its numbers come flat or nested, in row-major order. */
    private static final class Output {

        private String name = "";
        private int rows;
        private double[] numbers = {};

        static Output read(JsonParser json) throws IOException {
            Output output = new Output();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String member = json.currentName();
                json.nextToken();
                switch (member) {
                    case "name" -> output.name = json.getText();
                    case "shape" -> {
                        double[] shape = numbers(json);
                        output.rows = shape.length == 0 ? 0 : (int) shape[0];
                    }
                    case "data" -> output.numbers = numbers(json);
                    default -> json.skipChildren();
                }
            }
            return output;
        }

        private static double[] numbers(JsonParser json) throws IOException {
            EmbeddingAnswer.expect(json, json.currentToken(), JsonToken.START_ARRAY);
            double[] numbers = new double[1024];
            int count = 0;
            for (int depth = 1; depth > 0; ) {
                switch (json.nextToken()) {
                    case START_ARRAY -> depth++;
                    case END_ARRAY -> depth--;
                    default -> {
                        if (count == numbers.length) {
                            numbers = Arrays.copyOf(numbers, 2 * count);
                        }
                        numbers[count++] = json.getDoubleValue();
                    }
                }
            }
            return Arrays.copyOf(numbers, count);
        }

        List<double[]> rows(JsonParser json) throws IOException {
            if (rows < 1 || numbers.length == 0 || numbers.length % rows != 0) {
                throw new JsonParseException(json, numbers.length + " numbers for a shape of " + rows + " rows");
            }
            int width = numbers.length / rows;
            List<double[]> all = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                all.add(Arrays.copyOfRange(numbers, row * width, (row + 1) * width));
            }
            return all;
        }
    }
}
