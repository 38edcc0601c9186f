package io.millrace.bench.models;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.onnxruntime.OrtException;
import io.millrace.bench.Percentiles;
import io.millrace.bench.Report;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The model server over HTTP beside the same weights called directly, in turns. */
final class EmbedBench {

    /** Texts of a request, as the embedding function sends them at the most. */
    private static final int REQUEST = 32;
    /** Requests under way, so that the server always has the next. */
    private static final int REQUESTS = 3;

    private static final int ROUNDS = 5;

    private static final int QUESTIONS = 200;
    /** Until the JVMs at both ends have compiled what a question needs. */
    private static final int WARM_UP = 5 * QUESTIONS;

    private final OpenAiEmbedder server;
    private final DirectEmbedder direct;
    private final DirectEmbedder exact;
    private final int threads;
    private final Supplier<Duration> serverCpu;
    private final Report report;

    /**
     * @param server embeds by the weights of {@code direct}
     * @param exact the same model unquantised
     * @param threads that call {@code direct}, as many as the server has
     * @param serverCpu how long the server's process has computed so far
     */
    EmbedBench(
            OpenAiEmbedder server,
            DirectEmbedder direct,
            DirectEmbedder exact,
            int threads,
            Supplier<Duration> serverCpu,
            Report report) {
        this.server = server;
        this.direct = direct;
        this.exact = exact;
        this.threads = threads;
        this.serverCpu = serverCpu;
        this.report = report;
    }

    /**
     * @param texts the more the better; each round embeds all of them, each way
     * @param questions short ones
     */
    Map<String, Object> run(List<String> texts, List<String> questions) throws Exception {
        throughServer(texts.subList(0, Math.min(texts.size(), 2 * REQUEST)));
        directly(direct, texts.subList(0, Math.min(texts.size(), 2 * REQUEST)));
        List<Speed> with = new ArrayList<>();
        List<Speed> without = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            report.progress("rounds", "rounds", round, ROUNDS);
            // In turns, since the machine's speed changes, and each first as often as second.
            if (round % 2 == 0) {
                without.add(speed(texts, () -> directly(direct, texts), EmbedBench::ownCpu));
                with.add(speed(texts, () -> throughServer(texts), serverCpu));
            } else {
                with.add(speed(texts, () -> throughServer(texts), serverCpu));
                without.add(speed(texts, () -> directly(direct, texts), EmbedBench::ownCpu));
            }
        }
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("textsPerSecond", mean(with, Speed::textsPerSecond));
        results.put("baselineTextsPerSecond", mean(without, Speed::textsPerSecond));
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(rounded(
                    with.get(round).textsPerSecond() / without.get(round).textsPerSecond()));
        }
        results.put("ratios", ratios);
        results.put("cpuMillisPerText", mean(with, Speed::cpuMillis));
        results.put("baselineCpuMillisPerText", mean(without, Speed::cpuMillis));
        results.put(
                "queryMillis",
                queries(WARM_UP, questions, server::embedQuestion).summary());
        results.put(
                "baselineQueryMillis",
                queries(WARM_UP, questions, direct::embed).summary());
        results.put("queryUnderLoadMillis", queriesUnderLoad(texts, questions).summary());
        cosines(texts, results);
        return results;
    }

    /**
     * How much faster the same texts are when they come again.
     *
     * @param remembering a server that keeps vectors, and has none of these yet
     */
    double again(OpenAiEmbedder remembering, List<String> texts) throws Exception {
        EmbedBench second = new EmbedBench(remembering, direct, exact, threads, serverCpu, report);
        double first = textsPerSecond(texts, second);
        return rounded(textsPerSecond(texts, second) / first);
    }

    private static double textsPerSecond(List<String> texts, EmbedBench bench) throws Exception {
        return speed(texts, () -> bench.throughServer(texts), bench.serverCpu).textsPerSecond();
    }

    /** @param cpuMillis that the process that embeds has computed for a text: other work on the machine changes it little */
    private record Speed(double textsPerSecond, double cpuMillis) {}

    private static Speed speed(List<String> texts, Callable<?> work, Supplier<Duration> cpu) throws Exception {
        Duration cpuBefore = cpu.get();
        long started = System.nanoTime();
        work.call();
        double seconds = (System.nanoTime() - started) / 1e9;
        return new Speed(
                texts.size() / seconds, (double) cpu.get().minus(cpuBefore).toMillis() / texts.size());
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Vectors of all, in their order. */
    private List<Embedding> throughServer(List<String> texts) throws InterruptedException, ExecutionException {
        List<Callable<List<Embedding>>> requests = new ArrayList<>();
        for (int first = 0; first < texts.size(); first += REQUEST) {
            List<PassageText> some = texts.subList(first, Math.min(texts.size(), first + REQUEST)).stream()
                    .map(text -> new PassageText(text, List.of()))
                    .toList();
            requests.add(() -> server.embedPassages(some).stream()
                    .map(PassageEmbedding::vector)
                    .toList());
        }
        List<Embedding> vectors = new ArrayList<>();
        all(REQUESTS, requests).forEach(vectors::addAll);
        return vectors;
    }

    private List<Embedding> directly(DirectEmbedder embedder, List<String> texts)
            throws InterruptedException, ExecutionException {
        List<Callable<Embedding>> calls = new ArrayList<>();
        for (String text : texts) {
            calls.add(() -> embedder.embed(text));
        }
        return all(threads, calls);
    }

    private static <T> List<T> all(int atOnce, List<Callable<T>> calls)
            throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newFixedThreadPool(atOnce)) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }

    /** How to embed one text. */
    private interface Single {

        Object embed(String text) throws OrtException;
    }

    private static Percentiles queries(int warmUp, List<String> questions, Single embedder) throws OrtException {
        long[] nanos = new long[QUESTIONS];
        for (int i = -warmUp; i < QUESTIONS; i++) {
            long started = System.nanoTime();
            embedder.embed(questions.get(Math.abs(i) % questions.size()));
            if (i >= 0) {
                nanos[i] = System.nanoTime() - started;
            }
        }
        return new Percentiles(nanos);
    }

    private Percentiles queriesUnderLoad(List<String> texts, List<String> questions)
            throws InterruptedException, ExecutionException, OrtException {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        try (ExecutorService executor = Executors.newFixedThreadPool(REQUESTS)) {
            List<Future<?>> bulk = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                bulk.add(executor.submit(() -> {
                    while (!enough.get()) {
                        int first = sent.getAndAdd(REQUEST) % Math.max(1, texts.size() - REQUEST);
                        server.embedPassages(texts.subList(first, Math.min(texts.size(), first + REQUEST)).stream()
                                .map(text -> new PassageText(text, List.of()))
                                .toList());
                    }
                }));
            }
            try {
                return queries(QUESTIONS / 4, questions, server::embedQuestion);
            } finally {
                enough.set(true);
                for (Future<?> one : bulk) {
                    one.get();
                }
            }
        }
    }

    private void cosines(List<String> texts, Map<String, Object> results)
            throws InterruptedException, ExecutionException {
        List<Embedding> served = throughServer(texts);
        List<Embedding> reference = directly(exact, texts);
        double sum = 0;
        double least = 1;
        for (int i = 0; i < texts.size(); i++) {
            double cosine = served.get(i).cosine(reference.get(i));
            sum += cosine;
            least = Math.min(least, cosine);
        }
        results.put("cosineMean", rounded(sum / texts.size()));
        results.put("cosineMin", rounded(least));
    }

    /** Cuts a text into as many pieces as have just as many tokens as the model reads. */
    static List<String> windows(String text, DirectEmbedder tokenizer, int tokens) {
        Encoding encoding = tokenizer.tokens(text);
        int inner = tokens - 2;
        List<String> windows = new ArrayList<>();
        int count = encoding.getIds().length - 2;
        for (int first = 0; first + inner <= count; first += inner) {
            int start = encoding.getCharTokenSpans()[1 + first].getStart();
            int end = encoding.getCharTokenSpans()[first + inner].getEnd();
            windows.add(text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end)));
        }
        return windows;
    }

    private static double mean(List<Speed> speeds, ToDoubleFunction<Speed> of) {
        return rounded(speeds.stream().mapToDouble(of).average().orElseThrow());
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
