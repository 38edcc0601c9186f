package io.millrace.modelserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A cross-encoder of a few operators, written here as ONNX's protocol buffers (onnx.proto, IR version 8, operator set 13), since no registry has one. Its
 * logit is how many pairs of equal tokens the two texts have, so what the server did to a pair can be read from it; the separators that end both texts are
 * such a pair.
 */
final class OverlapCrossEncoder {

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    private OverlapCrossEncoder() {}

    /** Writes the file {@code model.onnx}. */
    static void write(Path folder) throws IOException {
        Files.write(folder.resolve("model.onnx"), new OverlapCrossEncoder().model());
    }

    private byte[] model() {
        ints("axes1", 1);
        ints("axes2", 2);
        ints("axes12", 1, 2);
        floats("one", 1);
        node("Unsqueeze", "rows", "input_ids", "axes2");
        node("Unsqueeze", "columns", "input_ids", "axes1");
        node("Equal", "same", "rows", "columns");
        cast("sameAsNumber", "same");
        cast("type", "token_type_ids");
        cast("read", "attention_mask");
        node("Mul", "inSecond", "type", "read");
        node("Sub", "notInSecond", "one", "type");
        node("Mul", "inFirst", "notInSecond", "read");
        node("Unsqueeze", "firstRows", "inFirst", "axes2");
        node("Unsqueeze", "secondColumns", "inSecond", "axes1");
        node("Mul", "ofFirst", "sameAsNumber", "firstRows");
        node("Mul", "ofBoth", "ofFirst", "secondColumns");
        reduceSum("count", "ofBoth", "axes12");
        node("Unsqueeze", "logits", "count", "axes1");
        bytes(graph, 2, "overlap");
        for (String input : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
            bytes(graph, 11, value(input, INT64, "pairs", "tokens"));
        }
        bytes(graph, 12, value("logits", FLOAT, "pairs", null));

        ByteArrayOutputStream operators = new ByteArrayOutputStream();
        bytes(operators, 1, "");
        number(operators, 2, 13);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        bytes(model, 7, graph.toByteArray());
        bytes(model, 8, operators.toByteArray());
        return model.toByteArray();
    }

    private void node(String operator, String output, String... inputs) {
        bytes(graph, 1, nodeBytes(operator, output, inputs).toByteArray());
    }

    private void cast(String output, String input) {
        ByteArrayOutputStream node = nodeBytes("Cast", output, input);
        bytes(node, 5, attribute("to", FLOAT));
        bytes(graph, 1, node.toByteArray());
    }

    private void reduceSum(String output, String... inputs) {
        ByteArrayOutputStream node = nodeBytes("ReduceSum", output, inputs);
        bytes(node, 5, attribute("keepdims", 0));
        bytes(graph, 1, node.toByteArray());
    }

    private static ByteArrayOutputStream nodeBytes(String operator, String output, String... inputs) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : inputs) {
            bytes(node, 1, input);
        }
        bytes(node, 2, output);
        bytes(node, 4, operator);
        return node;
    }

    private static byte[] attribute(String name, int value) {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        bytes(attribute, 1, name);
        number(attribute, 3, value);
        number(attribute, 20, 2);
        return attribute.toByteArray();
    }

    private void ints(String name, long... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        constant(name, INT64, values.length, data.array());
    }

    private void floats(String name, float value) {
        constant(
                name,
                FLOAT,
                1,
                ByteBuffer.allocate(Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(value)
                        .array());
    }

    private void constant(String name, int type, int size, byte[] data) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        number(tensor, 1, size);
        number(tensor, 2, type);
        bytes(tensor, 8, name);
        bytes(tensor, 9, data);
        bytes(graph, 5, tensor.toByteArray());
    }

    /** @param second the name of the second dimension; null for one of size 1 */
    private static byte[] value(String name, int type, String first, @org.jspecify.annotations.Nullable String second) {
        ByteArrayOutputStream firstDimension = new ByteArrayOutputStream();
        bytes(firstDimension, 2, first);
        ByteArrayOutputStream secondDimension = new ByteArrayOutputStream();
        if (second == null) {
            number(secondDimension, 1, 1);
        } else {
            bytes(secondDimension, 2, second);
        }
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        bytes(shape, 1, firstDimension.toByteArray());
        bytes(shape, 1, secondDimension.toByteArray());
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        number(tensor, 1, type);
        bytes(tensor, 2, shape.toByteArray());
        ByteArrayOutputStream typeOfValue = new ByteArrayOutputStream();
        bytes(typeOfValue, 1, tensor.toByteArray());
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, name);
        bytes(value, 2, typeOfValue.toByteArray());
        return value.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3 | VARINT);
        varint(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, String value) {
        bytes(out, field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (long) field << 3 | LENGTH_DELIMITED);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left >= 0x80) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
