package io.millrace.bench.models;

import io.millrace.bench.EndWithParent;
import io.millrace.bench.Report;
import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.Dataset;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.TemporaryFolder;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The process of {@code millrace bench embed}: it ends when its standard input does. */
public final class EmbedBenchMain {

    private static final String QUANTISED = "all-minilm-l6-v2-q";
    private static final String EXACT = "all-minilm-l6-v2-onnx";

    private EmbedBenchMain() {}

    /** Arguments: the dataset's folder, and how many texts. {@code MILLRACE_MODEL_SERVER_OPTS}: the options of the server's JVM. */
    public static void main(String[] arguments) throws Exception {
        EndWithParent.watch();
        try {
            measure(arguments);
        } catch (IOException | ProblemException | CliFailure e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static void measure(String[] arguments) throws Exception {
        Report report = new Report(System.out);
        Catalog catalog = Catalog.load();
        ModelStore store = new ModelStore(ModelStore.defaultRoot(), catalog);
        int threads = Runtime.getRuntime().availableProcessors();
        List<String> options =
                List.of(Objects.requireNonNullElse(System.getenv("MILLRACE_MODEL_SERVER_OPTS"), "-Xmx96m")
                        .split(" +"));
        Dataset dataset = new Dataset(Path.of(arguments[0]));
        List<String> questions =
                dataset.questions().stream().map(EvalQuestion::text).toList();
        try (DirectEmbedder direct = open(store, catalog.entry(QUANTISED));
                DirectEmbedder exact = open(store, catalog.entry(EXACT));
                ModelServerProcess server =
                        ModelServerProcess.start(ModelStore.defaultRoot(), QUANTISED, "none", threads, options, null)) {
            List<String> texts = texts(dataset, direct, Integer.parseInt(arguments[1]));
            EmbedBench bench = new EmbedBench(embedder(server), direct, exact, threads, server::cpu, report);
            Map<String, Object> result = bench.run(texts, questions);
            result.put("rssMegabytes", Math.round(server.residentMegabytes()));
            result.put("texts", texts.size());
            result.put("threads", threads);
            result.put("againFaster", again(bench, texts, threads, options));
            report.result(result);
        }
    }

    private static OpenAiEmbedder embedder(ModelServerProcess server) {
        return new OpenAiEmbedder(new ModelEndpoint(server.url(), QUANTISED, Duration.ofMinutes(2)));
    }

    private static double again(EmbedBench bench, List<String> texts, int threads, List<String> options)
            throws Exception {
        try (TemporaryFolder vectors = TemporaryFolder.create();
                ModelServerProcess server = ModelServerProcess.start(
                        ModelStore.defaultRoot(), QUANTISED, "none", threads, options, vectors.path())) {
            return bench.again(embedder(server), texts);
        }
    }

    private static DirectEmbedder open(ModelStore store, CatalogEntry entry) throws Exception {
        return new DirectEmbedder(entry, store.ensure(entry.id(), ConsoleProgress.onStandardError()));
    }

    private static List<String> texts(Dataset dataset, DirectEmbedder tokenizer, int many) {
        int window = Objects.requireNonNull(Catalog.load().entry(QUANTISED).embedding())
                .window();
        StringBuilder all = new StringBuilder();
        List<String> texts = new ArrayList<>();
        for (CorpusDocument document : dataset.documents()) {
            all.append(document.text()).append(' ');
            if (all.length() > 100_000) {
                texts.addAll(EmbedBench.windows(all.toString(), tokenizer, window));
                all.setLength(0);
            }
            if (texts.size() >= many) {
                return texts.subList(0, many);
            }
        }
        texts.addAll(EmbedBench.windows(all.toString(), tokenizer, window));
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("the dataset has no text of " + window + " tokens");
        }
        return texts.subList(0, Math.min(many, texts.size()));
    }
}
