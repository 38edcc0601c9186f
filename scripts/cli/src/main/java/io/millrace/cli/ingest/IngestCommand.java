package io.millrace.cli.ingest;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import io.millrace.core.document.AccessList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds or updates files and folders. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Adds or updates files and folders (all below them), and waits until they can be found.",
            "Unchanged files are not sent again; documents whose files are gone from a folder are removed."
        },
        footer =
                "JSON: accepted, indexed, unchanged, rejected: [{uri, code, reason}], removed, hidden, chunks, chunksEmbedded,"
                        + " seconds, documentsPerSecond")
public final class IngestCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "files and folders")
    private @Nullable List<String> paths;

    @Option(
            names = "--access",
            paramLabel = "WHO",
            split = ",",
            description = "who may see it: public, or user:NAME and group:NAME, separated by commas")
    private @Nullable List<String> access;

    @Option(names = "--no-wait", description = "return when everything is accepted; needs a running Millrace")
    private boolean noWait;

    public IngestCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> admitted = admitted();
        try (Connection connection = noWait ? session.connectToRunning() : session.connect()) {
            IngestReport report = new Ingestion(
                            connection, session.output(), session.options().tenant())
                    .run(paths == null ? List.of() : paths, admitted, !noWait);
            if (session.options().json()) {
                session.output().json(report);
            } else {
                show(report);
            }
            return report.exitCode(!noWait);
        }
    }

    private List<String> admitted() {
        if (access == null) {
            return List.of();
        }
        try {
            return new AccessList(access).principals();
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, "--access: " + e.getMessage());
        }
    }

    private void show(IngestReport report) {
        Output output = session.output();
        for (Rejected item : report.rejected()) {
            output.line("rejected " + item.uri() + "  " + item.code() + ": " + item.reason());
        }
        output.line((noWait ? report.accepted() + " accepted, " : report.indexed() + " indexed, ") + report.unchanged()
                + " unchanged, " + report.removed() + " removed, "
                + report.rejected().size() + " rejected"
                + (report.hidden() > 0 ? ", " + report.hidden() + " hidden ones passed over" : ""));
        if (report.indexed() > 0) {
            output.line(report.chunks() + " passages in " + report.seconds() + " s, " + report.documentsPerSecond()
                    + " documents a second");
        }
    }
}
