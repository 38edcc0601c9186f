package io.millrace.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.client.Json;
import java.io.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

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

    /** Shows nothing to nobody. */
    public static Output silent() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Output(nowhere, nowhere, false);
    }

    /** Where what would be a result is a message. */
    public Output aside() {
        return new Output(err, err, terminal);
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

    /** Whether {@link #redraw} makes sense: a person watches the results too, and not only the messages. */
    @SuppressWarnings("SystemConsoleNull") // on JDK 25 it is null again where there is no terminal
    public boolean redraws() {
        Console console = System.console();
        return terminal && console != null && console.isTerminal();
    }

    /** These lines instead of all that a terminal shows (ECMA-48: cursor to the first column and line, erase the page). */
    public void redraw(List<String> lines) {
        out.print("\033[H\033[2J" + String.join(System.lineSeparator(), lines) + System.lineSeparator());
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
