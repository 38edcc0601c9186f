package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import io.millrace.cli.session.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench coldstart}: how long a function takes from nothing to its first answer, and the whole chain. */
@Command(
        name = "coldstart",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long each function takes from the start of its process until it has done its main work once and answered by 2xx, one start after the"
                    + " other, with the Java runtime, files, options and AOT cache of its container image. Nothing else may run on this machine. What a function calls"
                    + " is played: a broker that takes every event, a bucket with one document, and a model server. The store is a PostgreSQL with pgvector of the"
                    + " benchmark's own, or the one that MILLRACE_STORE and MILLRACE_STORE_URL name.",
            "",
            "cpuMillis: what the process has had of the cores by then, which differs less between machines with other work. rssMegabytes: what it holds in memory,"
                    + " its files' pages included. layerMegabytes: jars and classes in its image; the Java runtime and the AOT cache come on top.",
            "",
            "Then, without --only, the whole chain, as often, on a Millrace of its own ('up --processes' on a temporary folder) whose functions run out of their"
                    + " images' folders: broker, model server and PostgreSQL run, and no function does. toIndexedMillis: from the notification of a file of three"
                    + " lines to intake until document.indexed has reached a subscriber; intake, chunking and embedding start on the way. toFirstPassageMillis: from"
                    + " a question until the first words of its answer, which quotes; answering starts on the way. No platform that schedules pods is in it."
        },
        footer =
                "JSON: functions: [{name, medianMillis, slowestMillis, cpuMillis, rssMegabytes, layerMegabytes, aotCacheMegabytes}], starts, toIndexedMillis,"
                        + " toFirstPassageMillis, cores, loadAverage, loadAverageAfter")
public final class ColdStartBenchCommand implements Callable<Integer> {

    /** After which a function ends: longer than the chain takes, and short enough to wait for. */
    private static final String IDLE_SECONDS = "3";

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "20",
            description = "how often each is started, beside once unmeasured (default: ${DEFAULT-VALUE})")
    private int starts;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "only these functions, and not the whole chain")
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
    public Integer call() throws IOException, InterruptedException {
        BenchCommand.between(1, 1000, "--starts", starts);
        ImagesProcess images = new ImagesProcess(session);
        MachineLoad load = new MachineLoad();
        ObjectNode result = images.coldStart(base, only == null ? List.of() : only, starts);
        if (only == null) {
            chain(images.layouts(base)).forEach(result::put);
        }
        BenchProcess.add(load, result);
        if (session.options().json()) {
            session.output().json(result);
        } else {
            show(result);
        }
        return 0;
    }

    private Map<String, Long> chain(Path layouts) throws IOException, InterruptedException {
        session.output().note("starting a Millrace of separate processes on a temporary folder");
        try (TemporaryFolder topology = TemporaryFolder.create();
                TemporaryFolder documents = TemporaryFolder.create();
                IndexedEvents events = new IndexedEvents()) {
            events.describe(topology.path());
            try (Connection connection = session.startSeparate(
                    Map.of("MILLRACE_FUNCTION_IMAGES", layouts.toString()),
                    List.of(
                            "--idle",
                            IDLE_SECONDS,
                            "--topology",
                            topology.path().toString()))) {
                return new ColdChain(connection.client(), events, documents.path(), session.output()).run(starts);
            }
        }
    }

    private void show(JsonNode result) {
        result.path("functions")
                .forEach(function -> session.output()
                        .line("%-14s %5d ms (slowest %d, CPU %d), %d MB in memory, %s MB of jars, AOT cache %s MB"
                                .formatted(
                                        function.path("name").asText(),
                                        function.path("medianMillis").asLong(),
                                        function.path("slowestMillis").asLong(),
                                        function.path("cpuMillis").asLong(),
                                        function.path("rssMegabytes").asLong(),
                                        function.path("layerMegabytes").asText(),
                                        function.path("aotCacheMegabytes").asText())));
        if (result.has("toIndexedMillis")) {
            session.output()
                    .line(
                            "the whole chain from nothing: %d ms until a document is indexed, %d ms until an answer begins"
                                    .formatted(
                                            result.path("toIndexedMillis").asLong(),
                                            result.path("toFirstPassageMillis").asLong()));
        }
        session.output()
                .line("%d cores, load %s before and %s after"
                        .formatted(
                                result.path("cores").asInt(),
                                result.path("loadAverage").asText(),
                                result.path("loadAverageAfter").asText()));
    }
}
