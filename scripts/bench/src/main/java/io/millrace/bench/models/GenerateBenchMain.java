package io.millrace.bench.models;

import io.millrace.bench.EndWithParent;
import io.millrace.bench.Report;
import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The process of {@code millrace bench generate}: it ends when its standard input does. */
public final class GenerateBenchMain {

    private static final String EMBEDDER = "all-minilm-l6-v2-q";

    /** Several steps of the model, so that no client keeps step with it. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    /** As many as the model server has. */
    private static final int SLOTS = 4;

    private GenerateBenchMain() {}

    /**
     * Arguments: the model, how many clients at once (several with commas between), rounds, and the most tokens of a reply. {@code
     * MILLRACE_MODEL_SERVER_OPTS}: the options of the server's JVM.
     */
    public static void main(String[] arguments) throws Exception {
        EndWithParent.watch();
        try {
            measure(arguments);
        } catch (IOException | ProblemException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static void measure(String[] arguments) throws Exception {
        PrintStream out = System.out;
        // llama.cpp's loader writes to standard output.
        System.setOut(System.err);
        Report report = new Report(out);
        ModelStore store = new ModelStore(ModelStore.defaultRoot(), Catalog.load());
        CatalogEntry model = Catalog.load().entry(arguments[0]);
        List<Integer> parallel =
                Arrays.stream(arguments[1].split(",")).map(Integer::valueOf).toList();
        int threads = Runtime.getRuntime().availableProcessors();
        List<String> options =
                List.of(Objects.requireNonNullElse(System.getenv("MILLRACE_MODEL_SERVER_OPTS"), "-Xmx96m")
                        .split(" +"));
        try (DirectGenerator direct = new DirectGenerator(
                        model, store.ensure(model.id(), ConsoleProgress.onStandardError()), SLOTS, threads);
                ModelServerProcess server = ModelServerProcess.start(
                        ModelStore.defaultRoot(), EMBEDDER, model.id(), threads, options, null)) {
            Map<String, Object> result = new GenerateBench(
                            new ServedGenerator(server.url(), model.id()),
                            direct,
                            direct::tokens,
                            LONGEST_PAUSE,
                            report)
                    .run(parallel, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            result.put("model", model.id());
            result.put("slots", SLOTS);
            result.put("threads", threads);
            result.put("rssMegabytes", Math.round(server.residentMegabytes()));
            report.result(result);
        }
    }
}
