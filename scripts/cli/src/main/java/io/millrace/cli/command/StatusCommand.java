package io.millrace.cli.command;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What runs and what is in it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what runs, what is in it, and what it needs. Exit code 5 where nothing runs.",
            "With --watch until Ctrl-C: on a terminal drawn anew each time, else a line each time; with --json an object a line."
        },
        footer = {
            "JSON: url, documents, chunks, pending, rejected, stages: {announced, embedding, indexed, rejected}, deadLetters, queue: {trigger: events},",
            "processes: [{name, pid, rssMegabytes}], rssMegabytes (of one machine), freshnessMillis: {p50, p99}, documentsPerSecond (over the last 10 s),",
            "rejections: [{id, uri, code, reason, at}] (the latest 10), quotas: {documents, bytes, chunks: {use, limit}},",
            "capture: [{source, state, lagSeconds, error, owed: {scope: reason}, events, changed, removed, reconnects}] (logs of databases that are read),",
            "reindex: [{scope, mode, done, changed, removed, unchanged, failed: [{uri, reason}], startedAt, touchedAt}] (the latest comparison of all sources, scope empty, and of each by itself)"
        })
public final class StatusCommand implements Callable<Integer> {

    /** A process that was killed is back in seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Session session;

    @Option(names = "--watch", description = "show it again and again")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "how often with --watch (default: ${DEFAULT-VALUE})")
    private double interval;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "end --watch after so many times (default: never)")
    private int count;

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(interval >= .1 && interval <= 3600) || count < 0) { // NaN is no interval
            throw new CliFailure(
                    CliFailure.USAGE, "--interval is from 0.1 to 3600 seconds, and --count must not be negative");
        }
        try (Connection connection = session.connectToRunning()) {
            if (watch) {
                watch(connection.client().patient(PATIENCE));
            } else {
                show(connection.client());
            }
            return 0;
        }
    }

    private void show(MillraceClient client) {
        StatusView view = view(client);
        if (session.options().json()) {
            session.output().json(view.json());
        } else {
            view.lines().forEach(session.output()::line);
        }
    }

    private void watch(MillraceClient client) throws InterruptedException {
        Output output = session.output();
        for (int shown = 1; ; shown++) {
            StatusView view = view(client);
            if (session.options().json()) {
                output.json(view.json());
            } else if (output.redraws()) {
                output.redraw(view.lines());
            } else {
                output.line(view.line());
            }
            if (shown == count) {
                return;
            }
            Thread.sleep(Duration.ofMillis(Math.round(interval * 1000)));
        }
    }

    private static StatusView view(MillraceClient client) {
        return new StatusView(client.status(), client.endpoints().url());
    }
}
