package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench coldstart}: how long a function takes from nothing to its first answer. */
@Command(
        name = "coldstart",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long each function takes from the start of its process until it has answered a first event by 2xx, one start after the other, with the"
                    + " Java runtime, files, options and AOT cache of its container image. Nothing else may run on this machine. What a function calls is played:"
                    + " a broker that takes every event, and a bucket with one document. A store is used as MILLRACE_STORE and what belongs to it say.",
            "",
            "rssMegabytes: what the process holds in memory after that answer, its files' pages included. layerMegabytes: jars and classes in its image;"
                    + " the Java runtime and the AOT cache come on top."
        },
        footer =
                "JSON: functions: [{name, medianMillis, slowestMillis, rssMegabytes, layerMegabytes, aotCacheMegabytes}], starts. The whole chain from zero (toIndexedMillis,"
                        + " toFirstPassageMillis) is not measured: no local Millrace runs each function in a process of its own yet")
public final class ColdStartBenchCommand implements Callable<Integer> {

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "20",
            description = "how often each is started, beside once unmeasured (default: ${DEFAULT-VALUE})")
    private int starts;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "only these functions")
    private @Nullable List<String> only;

    @Option(
            names = "--base",
            paramLabel = "FILE|IMAGE",
            description = "as of 'images build': whose Java runtime is used")
    private @Nullable String base;

    private final Session session;

    public ColdStartBenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        BenchCommand.between(1, 1000, "--starts", starts);
        JsonNode result = new ImagesProcess(session).coldStart(base, only == null ? List.of() : only, starts);
        if (session.options().json()) {
            session.output().json(result);
        } else {
            result.path("functions")
                    .forEach(function -> session.output()
                            .line("%-14s %5d ms (slowest %d), %d MB in memory, %s MB of jars, AOT cache %s MB"
                                    .formatted(
                                            function.path("name").asText(),
                                            function.path("medianMillis").asLong(),
                                            function.path("slowestMillis").asLong(),
                                            function.path("rssMegabytes").asLong(),
                                            function.path("layerMegabytes").asText(),
                                            function.path("aotCacheMegabytes").asText())));
        }
        return 0;
    }
}
