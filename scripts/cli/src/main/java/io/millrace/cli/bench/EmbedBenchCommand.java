package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench embed}: what the model server adds to its engine. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the embedding of texts of 256 tokens by a model server of its own, over HTTP, beside tokenizer and ONNX Runtime called directly with"
                    + " the same weights (one thread a run, as many runs at once as there are processors), in turns. All share this machine's cores.",
            "",
            "queryMillis: from just before the request until the question's vector is there, with nothing else to do; baselineQueryMillis: the same with the library called directly; queryUnderLoadMillis: while"
                    + " passages wait in line. cosineMean, cosineMin: of the served vectors to those of the weights before they were quantised. againFaster: how many times"
                    + " faster the same texts are by a server that kept their vectors. cpuMillisPerText: what the server's process computed for a text, and"
                    + " baselineCpuMillisPerText this one's: other work on the machine changes them less than the speeds."
        },
        footer =
                "JSON: textsPerSecond, baselineTextsPerSecond, ratios: [textsPerSecond ÷ baselineTextsPerSecond of each round], cpuMillisPerText, baselineCpuMillisPerText,"
                        + " queryMillis: {p50, p99, max}, baselineQueryMillis, queryUnderLoadMillis, cosineMean, cosineMin, rssMegabytes, texts, threads, againFaster, cores, loadAverage, loadAverageAfter")
@SuppressWarnings("NullAway.Init") // picocli fills the options
public final class EmbedBenchCommand implements Callable<Integer> {

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "DIR",
            description = "the dataset whose texts and questions are embedded")
    private Path folder;

    @Option(
            names = "--texts",
            paramLabel = "N",
            defaultValue = "400",
            description = "texts, embedded in each of five rounds, each way (default: ${DEFAULT-VALUE})")
    private int texts;

    private final Session session;

    public EmbedBenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        BenchCommand.between(32, BenchCommand.MOST_EVENTS, "--texts", texts);
        JsonNode result = new BenchProcess(session.fromLauncher(BenchProcess.CLASS_PATH), session.output())
                .measure(
                        "io.millrace.bench.models.EmbedBenchMain", List.of(folder.toString(), Integer.toString(texts)));
        if (session.options().json()) {
            session.output().json(result);
        } else {
            result.properties().forEach(entry -> session.output().line(entry.getKey() + "  " + entry.getValue()));
        }
        return 0;
    }
}
