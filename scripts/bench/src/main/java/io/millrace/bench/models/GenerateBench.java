package io.millrace.bench.models;

import io.millrace.bench.Report;
import io.millrace.bench.models.TimedGenerator.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;

/** The model server's generator over HTTP beside its library called directly, in turns. */
final class GenerateBench {

    private static final int REQUESTS_OF_A_CLIENT = 2;
    /** Of each client a round, where the first token is what is waited for. */
    private static final int FIRST_TOKENS = 6;

    private static final int PREFIX_TRIES = 3;
    private static final int PREFIX_SENTENCES = 24;
    private static final int FEW_TOKENS = 4;
    private static final List<String> SUBJECTS =
            List.of("river", "hill", "harbour", "forest", "valley", "bridge", "castle", "market");

    private final TimedGenerator served;
    private final TimedGenerator direct;
    private final ToIntFunction<String> tokenCounter;
    private final Duration longestPause;
    private final Report report;

    /** Distinguishes prompts, so that none begins like one that was read before. */
    private int asked;

    /**
     * @param tokenCounter counts as the model's tokenizer does
     * @param longestPause of a client before a question, where the first token is waited for
     */
    GenerateBench(
            TimedGenerator served,
            TimedGenerator direct,
            ToIntFunction<String> tokenCounter,
            Duration longestPause,
            Report report) {
        this.served = served;
        this.direct = direct;
        this.tokenCounter = tokenCounter;
        this.longestPause = longestPause;
        this.report = report;
    }

    /**
     * @param parallel how many clients at once, one measurement each
     * @param rounds how often each is measured, each way
     * @param maxTokens of a reply
     */
    Map<String, Object> run(List<Integer> parallel, int rounds, int maxTokens) throws Exception {
        for (int many : parallel) {
            measure(served, questions(many), many, maxTokens);
            measure(direct, questions(many), many, maxTokens);
        }
        List<Map<String, Object>> runs = new ArrayList<>();
        for (int many : parallel) {
            runs.add(compare(many, rounds, maxTokens));
        }
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("runs", runs);
        results.put("prefix", prefix());
        return results;
    }

    private Map<String, Object> compare(int many, int rounds, int maxTokens) throws Exception {
        List<Measure> with = new ArrayList<>();
        List<Measure> without = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        FirstTokens first = new FirstTokens(served, direct, many, longestPause);
        for (int round = 0; round < rounds; round++) {
            report.progress(many + " at once", "rounds", round, rounds);
            List<String> questions = questions(many);
            // In turns, since the machine's speed changes, and each first as often as second.
            if (round % 2 == 0) {
                without.add(measure(direct, questions, many, maxTokens));
                with.add(measure(served, questions, many, maxTokens));
            } else {
                with.add(measure(served, questions, many, maxTokens));
                without.add(measure(direct, questions, many, maxTokens));
            }
            ratios.add(
                    rounded(with.getLast().tokensPerSecond() / without.getLast().tokensPerSecond()));
            first.measure(round, this::question, FIRST_TOKENS);
        }
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("parallel", many);
        run.put("tokensPerSecond", tokensPerSecond(with));
        run.put("baselineTokensPerSecond", tokensPerSecond(without));
        first.report(run);
        run.put("ratios", ratios);
        return run;
    }

    private record Measure(int tokens, long nanos) {
        double tokensPerSecond() {
            return tokens / (nanos / 1e9);
        }
    }

    /** As many clients, each of which asks one of the questions after the other. */
    private static Measure measure(TimedGenerator generator, List<String> questions, int many, int maxTokens)
            throws InterruptedException, ExecutionException {
        try (ExecutorService clients = Executors.newFixedThreadPool(many)) {
            long started = System.nanoTime();
            List<Future<Timing>> replies = new ArrayList<>();
            for (String question : questions) {
                replies.add(clients.submit(() -> generator.reply(question, maxTokens)));
            }
            int tokens = 0;
            for (Future<Timing> reply : replies) {
                tokens += reply.get().tokens();
            }
            return new Measure(tokens, System.nanoTime() - started);
        }
    }

    private List<String> questions(int many) {
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < many * REQUESTS_OF_A_CLIENT; i++) {
            questions.add(question());
        }
        return questions;
    }

    private String question() {
        asked++;
        return "Number " + asked + ": tell a long story about a " + SUBJECTS.get(asked % SUBJECTS.size())
                + " and the people who live there. Say who they are, what they do all day, and what they are afraid of.";
    }

    /** How much sooner the server's first token comes when it has just read the beginning of the prompt. */
    private Map<String, Object> prefix() {
        double[] fresh = new double[PREFIX_TRIES];
        double[] repeated = new double[PREFIX_TRIES];
        int tokens = 0;
        for (int i = 0; i < PREFIX_TRIES; i++) {
            report.progress("a repeated beginning", "tries", i, PREFIX_TRIES);
            asked++;
            StringBuilder text = new StringBuilder("Text number " + asked + ".");
            for (int sentence = 0; sentence < PREFIX_SENTENCES; sentence++) {
                text.append(" The mill at the ")
                        .append(SUBJECTS.get(sentence % SUBJECTS.size()))
                        .append(" grinds ")
                        .append(100 * asked + sentence)
                        .append(" sacks of rye a week, and the miller keeps a tenth.");
            }
            tokens = tokenCounter.applyAsInt(text.toString());
            fresh[i] = served.reply(text + " How much does the miller keep?", FEW_TOKENS)
                            .firstNanos()
                    / 1e6;
            repeated[i] = served.reply(text + " Which mill is the busiest?", FEW_TOKENS)
                            .firstNanos()
                    / 1e6;
        }
        Map<String, Object> prefix = new LinkedHashMap<>();
        prefix.put("promptTokens", tokens);
        prefix.put("firstTokenMillis", rounded(median(fresh)));
        prefix.put("repeatedFirstTokenMillis", rounded(median(repeated)));
        return prefix;
    }

    /** Over all rounds. */
    private static double tokensPerSecond(List<Measure> measures) {
        return rounded(measures.stream().mapToInt(Measure::tokens).sum()
                / (measures.stream().mapToLong(Measure::nanos).sum() / 1e9));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
