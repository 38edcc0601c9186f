package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long functions take from nothing to their first answer: out of their images' folders, with their images' commands, each alone on this machine. The
 * clock begins before the process is started and stops when the first of its examples was answered by 2xx.
 */
final class ColdStart {

    /** What a container of 512 MiB with the manifests' options would show the JVM; and it ends where its cache does not fit, instead of being slow. */
    static final List<String> CONTAINER = List.of("-Xmx358m", "-XX:AOTMode=on");

    private static final Duration TO_STOP = Duration.ofSeconds(10);
    private static final int AFTER_TRAINING = 1_000;

    private final ImageBuild images;
    private final TrainingStore store;
    private final Path work;
    private final Report report;

    ColdStart(ImageBuild images, TrainingStore store, Path work, Report report) {
        this.images = images;
        this.store = store;
        this.work = work;
        this.report = report;
    }

    /** One function's figures; the first start is not counted, since it reads files into the system's cache. */
    Map<String, Object> measure(Program program, int starts) {
        Path root = images.stage(program);
        List<Double> millis = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> megabytes = new ArrayList<>();
        Path data = Folders.fresh(work.resolve("coldstart-" + program.name()));
        try (Surroundings surroundings = new Surroundings(store.environment())) {
            for (int start = 0; start <= starts; start++) {
                report.progress("starting " + program.name(), "starts", start, starts);
                ExampleEvent event =
                        ExampleEvent.of(program.name(), AFTER_TRAINING + start).getFirst();
                try (FunctionProcess function = FunctionProcess.start(
                        program.command(root.toString()),
                        Program.home(root),
                        CONTAINER,
                        surroundings.environment(),
                        data.resolve("data"))) {
                    function.awaitListening().deliver(event);
                    double taken = function.age().toNanos() / 1e6;
                    double used = function.cpu().toNanos() / 1e6;
                    double resident = resident(function.pid());
                    if (start > 0) {
                        millis.add(taken);
                        cpu.add(used);
                        megabytes.add(resident);
                    }
                    function.stop(TO_STOP);
                }
            }
        }
        Folders.remove(data);
        return figures(program, root, millis, cpu, megabytes);
    }

    private static Map<String, Object> figures(
            Program program, Path root, List<Double> millis, List<Double> cpu, List<Double> megabytes) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", program.name());
        figures.put("medianMillis", Math.round(median(millis)));
        figures.put("slowestMillis", Math.round(Collections.max(millis)));
        figures.put("cpuMillis", Math.round(median(cpu)));
        figures.put("rssMegabytes", Math.round(median(megabytes)));
        long jars = 0;
        long cache = 0;
        for (LayerFiles layer : program.layers(root)) {
            if (layer.name().equals(Program.CACHE_LAYER)) {
                cache = layer.bytes();
            } else {
                jars += layer.bytes();
            }
        }
        figures.put("layerMegabytes", ImageWriter.megabytes(jars));
        figures.put("aotCacheMegabytes", ImageWriter.megabytes(cache));
        return figures;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** What the process holds in memory, the pages of its files included (proc(5), VmRSS). */
    private static double resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new ImageFailure("the memory of a process can be measured on Linux only");
    }
}
