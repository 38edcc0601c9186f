package io.millrace.bench.models;

import io.millrace.bench.models.TimedGenerator.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long clients wait for their first token, each way in turns. They pause between questions for a while that is drawn, the same each way: llama.cpp takes a new
 * question only between two steps, and a client that asks as soon as it has its reply does so just before a step where it calls the library, and just after one over HTTP, so
 * that it would be the length of a step that is compared.
 */
final class FirstTokens {

    private static final int FEW_TOKENS = 8;

    private final TimedGenerator served;
    private final TimedGenerator direct;
    private final int many;
    private final Duration longestPause;
    private final List<Double> servedMillis = new ArrayList<>();
    private final List<Double> directMillis = new ArrayList<>();
    private final List<Double> later = new ArrayList<>();

    /** @param many clients at once */
    FirstTokens(TimedGenerator served, TimedGenerator direct, int many, Duration longestPause) {
        this.served = served;
        this.direct = direct;
        this.many = many;
        this.longestPause = longestPause;
    }

    private record Asked(String question, long pauseNanos) {}

    /** Adds one round; every other one has the server first. */
    void measure(int round, Supplier<String> questions, int requestsOfAClient)
            throws InterruptedException, ExecutionException {
        Random random = new Random(round);
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < many * requestsOfAClient; i++) {
            asked.add(new Asked(questions.get(), random.nextLong(longestPause.toNanos())));
        }
        double with;
        double without;
        if (round % 2 == 0) {
            without = medianOf(direct, asked, directMillis);
            with = medianOf(served, asked, servedMillis);
        } else {
            with = medianOf(served, asked, servedMillis);
            without = medianOf(direct, asked, directMillis);
        }
        later.add(GenerateBench.rounded(with - without));
    }

    private double medianOf(TimedGenerator generator, List<Asked> asked, List<Double> all)
            throws InterruptedException, ExecutionException {
        try (ExecutorService clients = Executors.newFixedThreadPool(many)) {
            List<Future<Timing>> replies = new ArrayList<>();
            for (Asked each : asked) {
                replies.add(clients.submit(() -> {
                    // The pause is what is measured with: clients that keep no step with the model. Nothing is awaited.
                    TimeUnit.NANOSECONDS.sleep(each.pauseNanos());
                    return generator.reply(each.question(), FEW_TOKENS);
                }));
            }
            List<Double> millis = new ArrayList<>();
            for (Future<Timing> reply : replies) {
                millis.add(reply.get().firstNanos() / 1e6);
            }
            all.addAll(millis);
            return median(millis);
        }
    }

    /** The medians of all replies, and each round's difference between its two. */
    void report(Map<String, Object> run) {
        run.put("firstTokenMillis", GenerateBench.rounded(median(servedMillis)));
        run.put("baselineFirstTokenMillis", GenerateBench.rounded(median(directMillis)));
        run.put("laterMillis", later);
    }

    private static double median(List<Double> values) {
        return GenerateBench.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
