package io.millrace.cli.bench;

import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.Dataset;
import io.millrace.cli.ingest.ReindexCompletion;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import io.millrace.cli.session.TemporaryFolder;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench freshness}: how long after its commit a row can be found. */
@Command(
        name = "freshness",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long it takes from a row's commit until its new text can be found, with a PostgreSQL and a Millrace of its own on temporary"
                    + " folders: documents of a dataset become rows, each a document; then rows are changed at a fixed rate, another one each time.",
            "",
            "freshnessMillis: from just after the commit, by the clock of this process, until the new version was published, by the clock of Millrace on the"
                    + " same machine. changesPerSecond: those that were made."
        },
        footer =
                "JSON: freshnessMillis: {p50, p99, max}, changesPerSecond, changes, rows, snapshotSeconds, snapshotRowsPerSecond, cores, loadAverage, loadAverageAfter, rssMegabytes")
@SuppressWarnings("NullAway.Init") // picocli fills the options
public final class FreshnessBenchCommand implements Callable<Integer> {

    private static final String LAUNCHER = "MILLRACE_LAUNCHER";

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "DIR",
            description = "the dataset: its corpus becomes rows")
    private Path folder;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "2000",
            description = "rows at most (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "changes a second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "how long rows are changed (default: ${DEFAULT-VALUE})")
    private int seconds;

    private final Session session;

    public FreshnessBenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        BenchCommand.between(1, 100_000, "--rows", rows);
        BenchCommand.between(1, 1000, "--rate", rate);
        BenchCommand.between(1, 3600, "--seconds", seconds);
        List<CorpusDocument> documents =
                new Dataset(folder).documents().stream().limit(rows).toList();
        if (documents.isEmpty()) {
            throw new CliFailure(CliFailure.FAILED, folder + " holds no documents");
        }
        Path script = session.fromLauncher(LAUNCHER).resolveSibling("postgres");
        try (TemporaryFolder database = TemporaryFolder.create();
                TemporaryFolder data = TemporaryFolder.create();
                PostgresProcess postgres = PostgresProcess.start(script, database.path())) {
            NotesTable notes = new NotesTable(postgres);
            notes.create(documents);
            session.output().note("starting a Millrace on a temporary folder");
            try (Connection connection = session.startOn(data)) {
                measure(connection, notes, data.path().resolve("databases"));
            }
        }
        return 0;
    }

    /** The mapping comes when it runs: else rows became documents while it starts, and nobody measured that. */
    private void measure(Connection connection, NotesTable notes, Path mappings)
            throws IOException, InterruptedException, SQLException {
        session.output().note(notes.size() + " rows become documents");
        long started = System.nanoTime();
        notes.map(Files.createDirectories(mappings));
        ReindexCompletion completion = new ReindexCompletion(connection.client().patient(BenchCommand.PATIENCE));
        completion.awaitSettled(
                List.of(completion.await(connection.client().reindex(RowUri.rootOf(NotesTable.SOURCE), false))));
        Map<String, Object> results = new FreshnessBench(connection.client(), notes, session.output())
                .run(rate, Duration.ofSeconds(seconds), (System.nanoTime() - started) / 1e9);
        if (session.options().json()) {
            session.output().json(results);
        } else {
            results.forEach((name, value) -> session.output().line(name + "  " + value));
        }
    }
}
