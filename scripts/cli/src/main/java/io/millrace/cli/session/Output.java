package io.millrace.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.client.Json;
import java.io.PrintStream;

/** Standard output for results, standard error for everything else. */
public final class Output {

    private static final ObjectMapper MAPPER = Json.MAPPER;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private boolean answered;

    /** @param terminal whether a person watches {@code err} */
    public Output(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** One line of JSON. */
    public void json(Object value) {
        try {
            answered = true;
            out.println(MAPPER.writeValueAsString(value));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result can always be written as JSON", e);
        }
    }

    /** Whether a result has been written as JSON already. */
    public boolean hasAnswered() {
        return answered;
    }

    /** A line of the result for a person. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A part of a line of the result, shown at once. */
    public void part(String text) {
        out.print(text);
        out.flush();
    }

    /** A message to the person, beside the result. */
    public void note(String text) {
        err.println("millrace: " + text);
        err.flush();
    }

    /** How far something with {@code total} steps is; close it. */
    public Progress progress(String what, String unit, long total) {
        return terminal && total > 0
                ? new BarProgress(what, total)
                : new LineProgress(this, what, unit, total, System::nanoTime);
    }
}
