package io.millrace.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.Map;

/** What the command line that started this process reads: JSON lines with the one key {@code note}, {@code progress} or {@code result}. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void say(String note) {
        line(Map.of("note", note));
    }

    /** @param unit what is counted */
    void progress(String what, String unit, long done, long total) {
        line(Map.of("progress", Map.of("what", what, "unit", unit, "done", done, "total", total)));
    }

    void result(Map<String, Object> result) {
        line(Map.of("result", result));
    }

    private void line(Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report can always be written as JSON", e);
        }
    }
}
