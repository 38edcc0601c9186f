package io.millrace.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Says how far the measurement is, and what came out: JSON lines with the one key {@code note}, {@code progress} or {@code result}. */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NANOS_BETWEEN = TimeUnit.MILLISECONDS.toNanos(200);

    private final PrintStream out;
    private long last = System.nanoTime();

    public Report(PrintStream out) {
        this.out = out;
    }

    void say(String note) {
        line(Map.of("note", note));
    }

    /** At most five times a second. */
    void progress(String what, long done, long total) {
        progress(what, "events", done, total);
    }

    /** @param unit what is counted */
    public void progress(String what, String unit, long done, long total) {
        long now = System.nanoTime();
        if (now - last >= NANOS_BETWEEN) {
            last = now;
            line(Map.of("progress", Map.of("what", what, "unit", unit, "done", done, "total", total)));
        }
    }

    public void result(Map<String, Object> result) {
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
