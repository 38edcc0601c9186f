package io.millrace.cli.bench;

import io.millrace.cli.evaluation.CorpusIngestion;
import io.millrace.cli.evaluation.Dataset;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import io.millrace.cli.session.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench search}: how long hybrid search takes among many passages. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "Measures hybrid search over HTTP, each with its question's own embedding by the model server, with a Millrace of its own on a temporary"
                    + " folder: the dataset goes in through the whole chain, and is then copied in other words, with vectors between those of"
                    + " its passages, until there are enough. With --url nothing goes in: that Millrace is searched as it is.",
            "",
            "searchMillis: from just before the request until its reply has been read, without reranking; rerankMillis: the same with it."
                    + " overheadMillis: what of rerankMillis no stage took. stageMillis: as the server timed them, in those with reranking."
                    + " embedShare: the embedding's share of searchMillis. All processes share this machine's cores; loadAverage says how busy they were."
        },
        footer =
                "JSON: chunks, searchMillis: {p50, p99}, rerankMillis, overheadMillis, stageMillis: {STAGE: {p50, p99}}, embedShare,"
                        + " parallel: [{parallel, searchesPerSecond, searchMillis, candidatesMillis}], cores, loadAverage, loadAverageAfter, rssMegabytes")
@SuppressWarnings("NullAway.Init") // picocli fills the options
public final class SearchBenchCommand implements Callable<Integer> {

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "DIR",
            description = "the dataset: its corpus goes in, its questions are asked")
    private Path folder;

    @Option(
            names = "--chunks",
            paramLabel = "N",
            defaultValue = "100000",
            description = "passages (default: ${DEFAULT-VALUE})")
    private int chunks;

    @Option(
            names = "--searches",
            paramLabel = "N",
            defaultValue = "1000",
            description = "measured searches, each way (default: ${DEFAULT-VALUE})")
    private int searches;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3000",
            description = "searches before those (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8",
            description = "how many searches at once, one measurement each (default: ${DEFAULT-VALUE})")
    private List<Integer> parallel;

    private final Session session;

    public SearchBenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        BenchCommand.between(1, BenchCommand.MOST_EVENTS, "--chunks", chunks);
        BenchCommand.between(1, BenchCommand.MOST_EVENTS, "--searches", searches);
        BenchCommand.between(0, BenchCommand.MOST_EVENTS, "--warm-up", warmUp);
        parallel.forEach(many -> BenchCommand.between(1, 256, "--parallel", many));
        Dataset dataset = new Dataset(folder);
        List<String> questions =
                dataset.questions().stream().map(EvalQuestion::text).toList();
        if (questions.isEmpty()) {
            throw new CliFailure(CliFailure.FAILED, folder + " asks no questions");
        }
        if (session.options().url() != null) {
            try (Connection named = session.connect()) {
                measure(named, questions);
            }
            return 0;
        }
        try (TemporaryFolder data = TemporaryFolder.create()) {
            session.output().note("starting a Millrace on a temporary folder");
            try (Connection connection = session.startOn(data)) {
                new CorpusIngestion(connection.client().patient(BenchCommand.PATIENCE), session.output())
                        .run(dataset.documents());
            }
            session.output().note("copying until there are " + chunks + " passages");
            grow(data.path().resolve("index"));
            try (Connection connection = session.startOn(data)) {
                measure(connection, questions);
            }
        }
        return 0;
    }

    private void grow(Path index) {
        new BenchProcess(session.fromLauncher(BenchProcess.CLASS_PATH), session.output())
                .run(
                        // With it, Lucene builds its graphs in half the time.
                        List.of("--add-modules=jdk.incubator.vector"),
                        "io.millrace.bench.search.SearchIndexMain",
                        List.of(index.toString(), Integer.toString(chunks)));
    }

    private void measure(Connection connection, List<String> questions) {
        Map<String, Object> results =
                new SearchBench(connection.client(), questions, session.output()).run(warmUp, searches, parallel);
        if (session.options().json()) {
            session.output().json(results);
        } else {
            results.forEach((name, value) -> session.output().line(name + "  " + value));
        }
    }
}
