package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.Documents;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast parts of Millrace are on this machine, with temporary data that is gone afterwards. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures how fast parts of Millrace are on this machine, with temporary data that is gone afterwards.")
public final class BenchCommand {

    /** The bench keeps the times of each event in memory. */
    static final int MOST_EVENTS = 5_000_000;

    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Session session;

    public BenchCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "broker",
            mixinStandardHelpOptions = true,
            description = {
                "Measures the local broker with one Trigger and events of 2 KiB of data. The broker runs in a JVM of its own; the load"
                        + " and the subscriber, a real HTTP server on the loopback interface, share a second one. All three share"
                        + " this machine's cores. As many events again are sent before, unmeasured.",
                "",
                "eventsPerSecond: events, by the time from the first POST until the last is done. An event is done when it got 202,"
                        + " for which it was synced to the disk, was delivered to the subscriber over HTTP, and was taken out of the"
                        + " store again.",
                "hopMillis: from just before the POST is written to the subscriber's request, its headers read; the sync lies"
                        + " between. Events are sent at a fixed rate, whatever the broker does. hopFromDueMillis: the same from when"
                        + " the event was due, so that a late load counts as well.",
                "backlogRssGrowthMegabytes: the broker's highest resident memory while the backlog grew with no subscriber on the"
                        + " port, and while it was delivered, less that before.",
                "drainEventsPerSecond: from the subscriber's return until the last of the backlog is done. The Trigger waits 0.1,"
                        + " 0.2, 0.3 ... s between its attempts, which counts.",
                "fsyncMillis: one appended block of 4 KiB on the same disk, before anything else ran."
            },
            footer =
                    "JSON: eventsPerSecond, hopMillis: {p50, p99, max}, hopFromDueMillis, hopEventsPerSecond, backlogEvents, backlogAcceptedPerSecond,"
                            + " backlogRssGrowthMegabytes, drainEventsPerSecond, backlogStoreMegabytes, drainedStoreMegabytes,"
                            + " brokerRssMegabytes, fsyncMillis: {p50, p99, max}, cores, loadAverage, loadAverageAfter")
    int broker(
            @Option(
                            names = "--events",
                            paramLabel = "N",
                            defaultValue = "150000",
                            description = "events of the throughput (default: ${DEFAULT-VALUE})")
                    int events,
            @Option(
                            names = "--seconds",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "how long hops are measured (default: ${DEFAULT-VALUE})")
                    int seconds,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "2500",
                            description = "events a second while hops are measured (default: ${DEFAULT-VALUE})")
                    int rate,
            @Option(
                            names = "--backlog",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description = "events that wait; 0 leaves the backlog out (default: ${DEFAULT-VALUE})")
                    int backlog,
            @Option(
                            names = "--connections",
                            paramLabel = "N",
                            defaultValue = "64",
                            description = "connections that send, each one event at a time (default: ${DEFAULT-VALUE})")
                    int connections,
            @Option(
                            names = "--directory",
                            paramLabel = "DIR",
                            defaultValue = "${sys:java.io.tmpdir}",
                            description =
                                    "where the temporary data goes, about 4 GB for a million events: its disk is measured (default: ${DEFAULT-VALUE})")
                    Path directory) {
        between(1, MOST_EVENTS, "--events", events);
        between(1, 3600, "--seconds", seconds);
        between(1, MOST_EVENTS / seconds, "--rate", rate);
        between(0, MOST_EVENTS, "--backlog", backlog);
        between(1, 1000, "--connections", connections);
        if (!Files.isWritable(directory)) {
            throw new CliFailure(CliFailure.USAGE, "--directory must be a folder to write to, but is " + directory);
        }
        JsonNode result = new BenchProcess(session.fromLauncher(BenchProcess.CLASS_PATH), session.output())
                .measure(
                        "io.millrace.bench.BrokerBenchMain",
                        List.of(
                                directory.toString(),
                                Integer.toString(events),
                                Integer.toString(seconds),
                                Integer.toString(rate),
                                Integer.toString(backlog),
                                Integer.toString(connections)));
        if (session.options().json()) {
            session.output().json(result);
        } else {
            result.properties().forEach(entry -> session.output().line(entry.getKey() + "  " + entry.getValue()));
        }
        return 0;
    }

    @Command(
            name = "ingest",
            mixinStandardHelpOptions = true,
            description = {
                "Measures ingestion through the whole chain, with a Millrace of its own on a temporary folder: an upload, and so an event, a"
                        + " document.",
                "",
                "stages: all documents, up to 32 uploads at once. Seconds are summed over documents of which many are under way at once, so they are"
                        + " more than the clock shows; embed is waiting for the model, publish is waiting for a commit to begin, wait is the rest"
                        + " from the announcement until the document could be found.",
                "oneByOne: a sample, one document after the other, each alone on the machine, after all went in at once: what the stages cost when all code is loaded.",
                "parseAndChunkToEmbedding: (parse + chunk) / embed, of oneByOne. All stages are those of documents that were indexed: what was"
                        + " rejected has no timings.",
                "rssMegabytes: the most that all processes held together while all documents went in, looked at once a second."
            },
            footer =
                    "JSON: stages: [{name, seconds, share}], documentsPerSecond, rssMegabytes, documents, rejected, chunks, seconds, oneByOne:"
                            + " [{name, seconds, share}], parseAndChunkToEmbedding, cores, loadAverage, loadAverageAfter")
    int ingest(
            @Option(
                            names = "--dataset",
                            required = true,
                            paramLabel = "DIR",
                            description =
                                    "a folder with corpus.jsonl, or with manifest.tsv that names files, or of files")
                    Path folder,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description = "the first so many documents (default: ${DEFAULT-VALUE})")
                    int limit,
            @Option(
                            names = "--sample",
                            paramLabel = "N",
                            defaultValue = "200",
                            description = "how many documents go one by one (default: ${DEFAULT-VALUE})")
                    int sample) {
        between(1, MOST_EVENTS, "--limit", limit);
        between(1, MOST_EVENTS, "--sample", sample);
        if (session.options().url() != null) {
            throw new CliFailure(
                    CliFailure.USAGE, "bench starts a Millrace of its own on a temporary folder: leave out --url");
        }
        List<CorpusDocument> all = Documents.in(folder);
        List<CorpusDocument> documents = all.subList(0, Math.min(limit, all.size()));
        if (documents.isEmpty()) {
            throw new CliFailure(CliFailure.FAILED, folder + " holds no documents");
        }
        session.output().note("starting a Millrace on a temporary folder");
        try (Connection connection = session.startTemporary()) {
            MachineLoad load = new MachineLoad();
            Map<String, Object> results = new IngestBench(connection.client().patient(PATIENCE), session.output())
                    .run(documents, Math.min(sample, documents.size()));
            show(results, load);
            return 0;
        }
    }

    @Command(
            name = "stream",
            mixinStandardHelpOptions = true,
            description = {
                "Measures what Millrace adds to a generator, with a Millrace of its own on a temporary folder, and a fake generator in this process"
                        + " that speaks the real protocol at a steady pace and says what its prompt's passages say. All share this machine's cores.",
                "",
                "firstSentenceMillis: from the generator's token that shows that its first sentence has ended (sentences are held back until they are"
                        + " verified) until the client has the sentence.",
                "throughput: the generator's tokens a second, all requests together, asked directly and through Millrace, in turns, by clients that begin one"
                        + " after the other and each ask four questions in a row. addedPercent: how much longer the same takes through Millrace: it embeds,"
                        + " retrieves and verifies before, between and after."
            },
            footer =
                    "JSON: firstSentenceMillis: {p50, max}, throughput: [{parallel, generatorTokensPerSecond, throughMillraceTokensPerSecond, addedPercent}], cores, loadAverage, loadAverageAfter")
    int stream(
            @Option(
                            names = "--parallel",
                            paramLabel = "N",
                            split = ",",
                            defaultValue = "1,8,32",
                            description = "how many requests at once, one measurement each (default: ${DEFAULT-VALUE})")
                    List<Integer> parallel,
            @Option(
                            names = "--rounds",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "how often each is measured (default: ${DEFAULT-VALUE})")
                    int rounds,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "100",
                            description =
                                    "the generator's tokens a second, of each request (default: ${DEFAULT-VALUE})")
                    int rate) {
        parallel.forEach(many -> between(1, 256, "--parallel", many));
        between(1, 1000, "--rounds", rounds);
        between(1, 10_000, "--rate", rate);
        try (FakeGenerator generator = new FakeGenerator(Duration.ofSeconds(1).dividedBy(rate));
                Connection connection = session.startTemporary(Map.of(
                        "MILLRACE_GENERATOR_URL",
                        generator.url().toString(),
                        "MILLRACE_GENERATOR_TRUSTED",
                        "true",
                        "MILLRACE_CACHE_STORE",
                        "off"))) {
            MachineLoad load = new MachineLoad();
            Map<String, Object> results =
                    new StreamBench(connection.client(), generator, session.output()).run(parallel, rounds);
            show(results, load);
            return 0;
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "the fake generator can't be started: " + e.getMessage());
        }
    }

    private void show(Map<String, Object> results, MachineLoad load) {
        results.putAll(load.summary());
        if (session.options().json()) {
            session.output().json(results);
        } else {
            results.forEach((name, value) -> session.output().line(name + "  " + value));
        }
    }

    static void between(int least, int most, String option, int value) {
        if (value < least || value > most) {
            throw new CliFailure(
                    CliFailure.USAGE, option + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
