package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench generate}: what the model server adds to its generator's library. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the generator of a model server of its own, over HTTP, beside llama.cpp's library called directly with the same options, in turns. Each"
                    + " client asks one question after the other; no two prompts begin alike. All share this machine's cores.",
            "",
            "tokensPerSecond: of all replies together, by the time from the first question until the last reply, so prompts are in it. firstTokenMillis: from"
                    + " just before the question until the first text, the median of all replies to questions of their own, before each of which a client pauses for up to"
                    + " .4 s, the same each way (laterMillis: each round's difference). prefix: the same with a long prompt, when it is new and when its"
                    + " beginning was just read (repeatedFirstTokenMillis)."
        },
        footer =
                "JSON: runs: [{parallel, tokensPerSecond, baselineTokensPerSecond, firstTokenMillis, baselineFirstTokenMillis, laterMillis, ratios: [tokensPerSecond ÷"
                        + " baselineTokensPerSecond of each round]}], prefix: {promptTokens, firstTokenMillis, repeatedFirstTokenMillis}, model, slots, threads,"
                        + " rssMegabytes, cores, loadAverage, loadAverageAfter")
@SuppressWarnings("NullAway.Init") // picocli fills the options
public final class GenerateBenchCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            paramLabel = "ID",
            defaultValue = "smollm2-135m-instruct-q4_1",
            description = "the generator, of the catalog (default: ${DEFAULT-VALUE})")
    private String model;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4",
            description = "how many clients at once, one measurement each (default: ${DEFAULT-VALUE})")
    private List<Integer> parallel;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "4",
            description = "how often each is measured, each way (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "the most tokens of a reply (default: ${DEFAULT-VALUE})")
    private int tokens;

    private final Session session;

    public GenerateBenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        // Beyond a slot each, the server would let clients wait and refuse some; the library would let them wait.
        parallel.forEach(many -> BenchCommand.between(1, 8, "--parallel", many));
        BenchCommand.between(1, 1000, "--rounds", rounds);
        BenchCommand.between(2, 1024, "--tokens", tokens);
        JsonNode result = new BenchProcess(session.fromLauncher(BenchProcess.CLASS_PATH), session.output())
                .measure(
                        "io.millrace.bench.models.GenerateBenchMain",
                        List.of(
                                model,
                                parallel.stream().map(String::valueOf).collect(Collectors.joining(",")),
                                Integer.toString(rounds),
                                Integer.toString(tokens)));
        if (session.options().json()) {
            session.output().json(result);
        } else {
            result.properties().forEach(entry -> session.output().line(entry.getKey() + "  " + entry.getValue()));
        }
        return 0;
    }
}
