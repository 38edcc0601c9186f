package io.millrace.cli.evaluation;

import io.millrace.cli.client.Answer;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Asks the questions of a dataset that have gold answers, one after the other. */
final class AnswerEvaluation {

    private static final int WARM_UP = 10;

    /** What is a mean over the questions, by its name. */
    private static final Map<String, ToDoubleFunction<Item>> MEANS = means();

    /**
     * One question with what became of it.
     *
     * @param cited what the answer cites, in its order: corpus ids, or pages as {@code FILE#PAGE}
     */
    record Item(
            String id,
            String question,
            String answer,
            boolean answered,
            boolean goldInAnswer,
            double goldTokenRecall,
            List<String> cited,
            boolean citedPassageRight,
            int sentences,
            int words,
            double millis) {}

    /** @param metrics by name */
    record Result(Map<String, Object> metrics, List<Item> items) {}

    private final MillraceClient client;
    private final Output output;
    private final AnswerMode mode;

    AnswerEvaluation(MillraceClient client, Output output, AnswerMode mode) {
        this.client = client;
        this.output = output;
        this.mode = mode;
    }

    /**
     * @param limit the first so many, in the file's order
     * @param names the corpus id by document id
     */
    Result run(Dataset dataset, int limit, Map<String, String> names) {
        Map<String, Map<String, Integer>> judgements = dataset.judgements();
        List<EvalQuestion> questions = dataset.questions().stream()
                .filter(question -> !question.answers().isEmpty())
                .limit(limit)
                .toList();
        if (questions.isEmpty()) {
            throw new CliFailure(CliFailure.FAILED, "no question in queries.jsonl has 'answers'");
        }
        questions.stream().limit(WARM_UP).forEach(question -> client.ask(question.text(), mode));
        List<Item> items = new ArrayList<>();
        try (Progress progress = output.progress("asking", "questions", questions.size())) {
            for (EvalQuestion question : questions) {
                items.add(item(question, names, judgements.getOrDefault(question.id(), Map.of())));
                progress.at(items.size());
            }
        }
        return new Result(metrics(items), items);
    }

    private Item item(EvalQuestion question, Map<String, String> names, Map<String, Integer> grades) {
        long start = System.nanoTime();
        Answer answer = client.ask(question.text(), mode);
        double millis = Math.round((System.nanoTime() - start) / 1e4) / 100.0;
        AnswerCheck check = new AnswerCheck(question, answer.answer());
        List<String> cited = check.cited(answer.citations(), names);
        return new Item(
                question.id(),
                question.text(),
                answer.answer(),
                answer.answered(),
                check.holdsGold(),
                Math.round(check.goldRecall() * 1e4) / 1e4,
                cited,
                check.citesGold(cited, grades.keySet()),
                check.sentences(),
                check.words(),
                millis);
    }

    private static Map<String, ToDoubleFunction<Item>> means() {
        Map<String, ToDoubleFunction<Item>> means = new LinkedHashMap<>();
        means.put("answered", item -> item.answered() ? 1 : 0);
        means.put("goldInAnswer", item -> item.goldInAnswer() ? 1 : 0);
        means.put("goldTokenRecall", Item::goldTokenRecall);
        means.put("citedPassageRight", item -> item.citedPassageRight() ? 1 : 0);
        return Collections.unmodifiableMap(means);
    }

    private static Map<String, Object> metrics(List<Item> items) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("questions", items.size());
        Map<String, List<Double>> intervals = new LinkedHashMap<>();
        MEANS.forEach((name, value) -> {
            PairedBootstrap mean =
                    PairedBootstrap.ofMean(items.stream().mapToDouble(value).toArray());
            metrics.put(name, rounded(mean.mean()));
            intervals.put(name, List.of(rounded(mean.low()), rounded(mean.high())));
        });
        metrics.put("intervals", intervals);
        metrics.put("longestWords", items.stream().mapToInt(Item::words).max().orElse(0));
        metrics.put(
                "longestSentences",
                items.stream().mapToInt(Item::sentences).max().orElse(0));
        metrics.put(
                "answerMillis",
                new Durations(items.stream().mapToDouble(Item::millis).toArray()).summary());
        return metrics;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
