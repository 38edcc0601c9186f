package io.millrace.parse.tika;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON, one value or one a line. Each value becomes a line {@code path.to[0].it: value}; a long string is a paragraph. What is not JSON is
 * taken as lines of text, and of a very long path only its end.
 */
final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONG = 160;
    private static final int LINES_A_BLOCK = 20;
    private static final int LONGEST_PATH = 250;

    private JsonReader() {}

    static void read(String text, DocumentText out) {
        if (!isJson(text)) {
            out.code(text);
            return;
        }
        try (JsonParser json = JSON.createParser(text)) {
            write(json, out);
        } catch (IOException e) {
            throw new UncheckedIOException("this was read before", e);
        }
    }

    /** Read twice rather than kept: with its path before each value, a text can become many times as long. */
    private static boolean isJson(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    var _ = json.getText();
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void write(JsonParser json, DocumentText out) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            boolean closesRecord =
                    token == JsonToken.END_OBJECT && json.getParsingContext().getNestingDepth() <= 1;
            if (token.isScalarValue()) {
                add(json, lines, out);
            }
            if (closesRecord || lines.size() >= LINES_A_BLOCK) {
                close(lines, out);
            }
        }
        close(lines, out);
    }

    private static void add(JsonParser json, List<String> lines, DocumentText out) throws IOException {
        String value = json.getText().strip();
        if (value.isEmpty() || json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        String path = path(json.getParsingContext());
        String line = path.isEmpty() ? value : path + ": " + value;
        if (line.length() < LONG) {
            lines.add(line.replaceAll("\\s+", " "));
        } else {
            close(lines, out);
            out.paragraph(line);
        }
    }

    private static void close(List<String> lines, DocumentText out) {
        out.code(String.join("\n", lines));
        lines.clear();
    }

    /** Only its end where it is longer than {@link #LONGEST_PATH}. */
    private static String path(JsonStreamContext context) {
        List<String> parts = new ArrayList<>();
        int length = 0;
        for (JsonStreamContext at = context; !at.inRoot() && length <= LONGEST_PATH; at = at.getParent()) {
            String part = at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + end(at.getCurrentName());
            parts.addFirst(part);
            length += part.length();
        }
        String path = String.join("", parts);
        return path.length() > LONGEST_PATH ? "…" + end(path) : path.startsWith(".") ? path.substring(1) : path;
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - LONGEST_PATH));
    }
}
