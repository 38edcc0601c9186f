package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.CorpusIngestion;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiGenerator;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * What the functions add to a generator: its tokens a second when asked through them and when asked directly, in turns, and how long the first sentence
 * stays in them.
 */
final class StreamBench {

    private static final String QUESTION = "How many sacks does each mill grind?";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int WARM_UP = 10;
    private static final int REQUESTS_OF_A_CLIENT = 4;
    private static final int DOCUMENTS = 3;
    private static final int SENTENCES = 8;
    private static final List<String> PLACES =
            List.of("river", "hill", "harbour", "forest", "valley", "bridge", "castle", "market");
    private static final List<String> GRAINS =
            List.of("rye", "wheat", "barley", "oats", "spelt", "millet", "maize", "rice");

    private final MillraceClient client;
    private final FakeGenerator generator;
    private final Output output;

    /** @param client of a Millrace that asks {@code generator}, and holds nothing yet */
    StreamBench(MillraceClient client, FakeGenerator generator, Output output) {
        this.client = client;
        this.generator = generator;
        this.output = output;
    }

    /**
     * @param parallel how many requests at once, one measurement each
     * @param rounds how often as many requests are made, each way
     */
    Map<String, Object> run(List<Integer> parallel, int rounds) {
        new CorpusIngestion(client, output).run(corpus());
        output.note("warming up");
        for (int i = 0; i < WARM_UP; i++) {
            ask();
        }
        OpenAiGenerator direct = new OpenAiGenerator(new ModelEndpoint(generator.url(), "fake", TIMEOUT, null), true);
        GenerationRequest prompt = lastPrompt();
        direct.generate(prompt, text -> {});
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("firstSentenceMillis", firstSentence(rounds));
        List<Map<String, Object>> throughputs = new ArrayList<>();
        for (int many : parallel) {
            output.note(many + " requests at once");
            throughputs.add(throughput(many, rounds, () -> direct.generate(prompt, text -> {})));
        }
        results.put("throughput", throughputs);
        return results;
    }

    /** From what tells the generator's first sentence complete until the client has it. */
    private Map<String, Double> firstSentence(int rounds) {
        double[] millis = new double[4 * rounds];
        for (int i = 0; i < millis.length; i++) {
            long[] first = new long[1];
            client.ask(QUESTION, AnswerMode.GENERATE, text -> first[0] = first[0] == 0 ? System.nanoTime() : first[0]);
            millis[i] = (first[0] - generator.firstSentenceNanos()) / 1e6;
        }
        Arrays.sort(millis);
        return Map.of("p50", rounded(millis[millis.length / 2]), "max", rounded(millis[millis.length - 1]));
    }

    private Map<String, Object> throughput(int many, int rounds, Runnable direct) {
        double without = 0;
        double with = 0;
        long apart = replyNanos(direct) / many;
        for (int i = 0; i < rounds; i++) {
            // In turns, since the machine's speed changes.
            without += tokensPerSecond(many, apart, direct) / rounds;
            with += tokensPerSecond(many, apart, this::ask) / rounds;
        }
        Map<String, Object> throughput = new LinkedHashMap<>();
        throughput.put("parallel", many);
        throughput.put("generatorTokensPerSecond", rounded(without));
        throughput.put("throughMillraceTokensPerSecond", rounded(with));
        throughput.put("addedPercent", rounded(100 * (without / with - 1)));
        return throughput;
    }

    /** How long the generator takes for one reply. */
    private static long replyNanos(Runnable direct) {
        long started = System.nanoTime();
        direct.run();
        return System.nanoTime() - started;
    }

    /**
     * Of as many clients, which ask one question after the other. They begin one after the other, as people do: if all did at once, as many searches would
     * stand in line each time, and that is no throughput. For the same reason each client's own time counts.
     *
     * @param apart nanoseconds from one client's beginning to the next one's
     */
    private double tokensPerSecond(int many, long apart, Runnable request) {
        long before = generator.tokens();
        long started = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                long begin = started + i * apart;
                all.add(threads.submit(() -> {
                    while (System.nanoTime() < begin) {
                        LockSupport.parkNanos(begin - System.nanoTime());
                    }
                    for (int asked = 0; asked < REQUESTS_OF_A_CLIENT; asked++) {
                        request.run();
                    }
                    return System.nanoTime() - begin;
                }));
            }
            long nanos = 0;
            for (Future<Long> one : all) {
                nanos += one.get();
            }
            return (generator.tokens() - before) / (nanos / 1e9 / many);
        } catch (ExecutionException e) {
            throw new CliFailure(CliFailure.FAILED, "a request failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(CliFailure.FAILED, "interrupted");
        }
    }

    private void ask() {
        String mode = client.ask(QUESTION, AnswerMode.GENERATE, text -> {}).mode();
        if (!"generate".equals(mode)) {
            throw new CliFailure(CliFailure.FAILED, "the generator's text was not kept: the answer's mode is " + mode);
        }
    }

    /** What Millrace asked the generator last. */
    private GenerationRequest lastPrompt() {
        JsonNode request = generator.requests().getLast();
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            Role role = Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT));
            messages.add(new Message(role, message.path("content").asText()));
        }
        return new GenerationRequest(messages, request.path("max_tokens").asInt(), 0, TIMEOUT);
    }

    /** Sentences of which none is another. */
    private static List<CorpusDocument> corpus() {
        List<CorpusDocument> documents = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < SENTENCES; j++) {
                text.append("The mill at the ")
                        .append(PLACES.get(j))
                        .append(" grinds ")
                        .append(100 * (i + 1) + j)
                        .append(" sacks of ")
                        .append(GRAINS.get((i + j) % GRAINS.size()))
                        .append(" a week. ");
            }
            documents.add(new CorpusDocument("mills-" + i, "Mills", text.toString(), null));
        }
        return documents;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
