package io.millrace.parse.tika;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON, one value or one a line. Each value becomes a line {@code path.to[0].it: value}; a long string is a paragraph. What is not JSON is
 * taken as lines of text.
 */
final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONG = 160;
    private static final int LINES_A_BLOCK = 20;

    private JsonReader() {}

    static void read(String text, DocumentText out) {
        List<String> lines = new ArrayList<>();
        List<Runnable> blocks = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                boolean closesRecord = token == JsonToken.END_OBJECT
                        && json.getParsingContext().getNestingDepth() <= 1;
                if (token.isScalarValue()) {
                    add(json, lines, blocks, out);
                }
                if (closesRecord || lines.size() >= LINES_A_BLOCK) {
                    close(lines, blocks, out);
                }
            }
            close(lines, blocks, out);
        } catch (IOException e) {
            out.code(text);
            return;
        }
        blocks.forEach(Runnable::run);
    }

    private static void add(JsonParser json, List<String> lines, List<Runnable> blocks, DocumentText out)
            throws IOException {
        String value = json.getText().strip();
        if (value.isEmpty() || json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        String path = path(json.getParsingContext());
        String line = path.isEmpty() ? value : path + ": " + value;
        if (line.length() < LONG) {
            lines.add(line.replaceAll("\\s+", " "));
        } else {
            close(lines, blocks, out);
            blocks.add(() -> out.paragraph(line));
        }
    }

    private static void close(List<String> lines, List<Runnable> blocks, DocumentText out) {
        String block = String.join("\n", lines);
        lines.clear();
        blocks.add(() -> out.code(block));
    }

    private static String path(JsonStreamContext context) {
        List<String> parts = new ArrayList<>();
        for (JsonStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
            String name = at.getCurrentName();
            parts.addFirst(at.inArray() ? "[" + at.getCurrentIndex() + "]" : name == null ? "" : "." + name);
        }
        String path = String.join("", parts);
        return path.startsWith(".") ? path.substring(1) : path;
    }
}
