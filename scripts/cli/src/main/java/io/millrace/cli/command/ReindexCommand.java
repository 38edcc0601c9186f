package io.millrace.cli.command;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.ReindexRunView;
import io.millrace.cli.ingest.ReindexCompletion;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the registered folders with what is indexed, now and not only at night. */
@Command(
        name = "reindex",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the registered folders with what is indexed, takes up what no notification told of, and waits until it can be found.",
            "Of a scope there is one run at a time: a second joins the first."
        },
        footer =
                "JSON: scope, changed, removed, unchanged, done, failed: [{uri, reason}] (what could not be compared and stays as it is)")
public final class ReindexCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Session session;

    @Option(
            names = "--scope",
            paramLabel = "PATH|URI",
            defaultValue = "",
            description = "only a folder or file, or what has a uri that starts so")
    private String scope = "";

    @Option(names = "--all", description = "read again what has not changed as well")
    private boolean all;

    @Option(names = "--no-wait", description = "return when it is accepted; needs a running Millrace")
    private boolean noWait;

    public ReindexCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String uri = scope.isEmpty() ? scope : DocumentName.uri(scope);
        try (Connection connection = noWait ? session.connectToRunning() : session.connect()) {
            MillraceClient client = connection.client().patient(PATIENCE);
            ReindexCompletion completion = new ReindexCompletion(client);
            ReindexRunView run = client.reindex(uri, all);
            if (!noWait) {
                run = completion.await(run);
                // One that was joined may have been content with less.
                if (all && !run.mode().equals("all")) {
                    run = completion.await(client.reindex(uri, true));
                }
                completion.awaitSettled(List.of(run));
            }
            show(run);
            if (!run.failed().isEmpty()) {
                return run.compared() ? CliFailure.PARTLY : CliFailure.FAILED;
            }
            if (run.done() && !uri.isEmpty() && !run.compared()) {
                session.output()
                        .note("nothing lies below " + uri
                                + ": it is in no registered folder, bucket, page or database, or nothing is in it");
            }
            return 0;
        }
    }

    private void show(ReindexRunView run) {
        Output output = session.output();
        if (session.options().json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("scope", run.scope());
            answer.put("changed", run.changed());
            answer.put("removed", run.removed());
            answer.put("unchanged", run.unchanged());
            answer.put("done", run.done());
            answer.put("failed", run.failed());
            output.json(answer);
        } else {
            run.failed().forEach(each -> output.line("can't be compared " + each.uri() + "  " + each.reason()));
            output.line((run.scope().isEmpty() ? "everything" : run.scope()) + ": " + run.changed() + " changed, "
                    + run.removed() + " removed, " + run.unchanged() + " unchanged" + (run.done() ? "" : " so far"));
        }
    }
}
