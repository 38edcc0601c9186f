package io.millrace.catalog;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar where a person watches a terminal, a plain line every two seconds where not. */
public final class ConsoleProgress implements Progress {

    private static final long MILLIS_BETWEEN_LINES = 2000;
    private static final long MEGABYTE = 1_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier millis;
    private @Nullable ProgressBar bar;
    private String what = "";
    private long bytes;
    private long lastLine;

    ConsoleProgress(PrintStream out, boolean terminal, LongSupplier millis) {
        this.out = out;
        this.terminal = terminal;
        this.millis = millis;
    }

    /** On standard error, so that standard output stays for the answer. */
    public static ConsoleProgress onStandardError() {
        return new ConsoleProgress(
                System.err,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent(),
                () -> System.nanoTime() / 1_000_000);
    }

    @Override
    public void started(String what, long bytes) {
        this.what = what;
        this.bytes = bytes;
        this.lastLine = millis.getAsLong();
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(bytes)
                    .setUnit(" MB", MEGABYTE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
        } else {
            out.println(what + (bytes < 0 ? "" : ", " + bytes / MEGABYTE + " MB"));
        }
    }

    @Override
    public void advanced(long now) {
        if (bar != null) {
            bar.stepTo(now);
        } else if (millis.getAsLong() - lastLine >= MILLIS_BETWEEN_LINES) {
            lastLine = millis.getAsLong();
            out.println(what + ": " + now / MEGABYTE + (bytes < 0 ? " MB" : " of " + bytes / MEGABYTE + " MB"));
        }
    }

    @Override
    public void finished() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void note(String line) {
        out.println(line);
    }
}
