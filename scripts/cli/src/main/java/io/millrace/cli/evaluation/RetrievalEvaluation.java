package io.millrace.cli.evaluation;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.PassageView;
import io.millrace.cli.client.ResidentMemory;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Searches a corpus that went through the whole chain with the judged questions of its dataset, one after the other. */
final class RetrievalEvaluation {

    /** Passages asked for: more than 100, since several may be of one document. */
    private static final int PASSAGES = 200;

    /** Searches that are not measured, so that the time of the others is that of a server that has been at work. */
    private static final int WARM_UP = 20;

    private static final List<Integer> RECALL_CUTS = List.of(1, 3, 5, 10, 20, 100);

    /** What is averaged, in the order of the report. */
    static final List<String> METRICS =
            List.copyOf(values(new RankingMetrics(List.of(), Map.of())).keySet());

    /** Each question's values. */
    static final String ITEMS = "items";

    private final MillraceClient client;
    private final Output output;

    RetrievalEvaluation(MillraceClient client, Output output) {
        this.client = client;
        this.output = output;
    }

    /**
     * @param names the corpus id by document id
     * @param run hears each ranking
     * @return the metrics by name, averaged over the questions that have a relevant document, their {@code intervals} and {@link #ITEMS}
     */
    Map<String, Object> run(Dataset dataset, Map<String, String> names, TrecRun run) {
        Map<String, Map<String, Integer>> judgements = dataset.judgements();
        List<EvalQuestion> questions = dataset.questions().stream()
                .filter(question -> judgements.getOrDefault(question.id(), Map.of()).values().stream()
                        .anyMatch(grade -> grade > 0))
                .toList();
        if (questions.isEmpty()) {
            throw new CliFailure(CliFailure.FAILED, "qrels/test.tsv judges none of the questions in queries.jsonl");
        }
        questions.stream().limit(WARM_UP).forEach(question -> client.search(question.text(), PASSAGES));
        double[] millis = new double[questions.size()];
        List<RankingMetrics> rankings = new ArrayList<>();
        try (Progress progress = output.progress("searching", "questions", questions.size())) {
            for (int i = 0; i < millis.length; i++) {
                EvalQuestion question = questions.get(i);
                long start = System.nanoTime();
                List<PassageView> passages =
                        client.search(question.text(), PASSAGES).passages();
                millis[i] = (System.nanoTime() - start) / 1e6;
                Map<String, Double> scores = documentScores(passages, names);
                List<String> ranking = RankingMetrics.ranked(scores);
                run.add(question.id(), ranking, scores);
                rankings.add(new RankingMetrics(ranking, judgements.getOrDefault(question.id(), Map.of())));
                progress.at(i + 1L);
            }
        }
        return summary(questions, rankings, new Durations(millis));
    }

    /** A document's score is that of its best passage. */
    static Map<String, Double> documentScores(List<PassageView> passages, Map<String, String> names) {
        Map<String, Double> scores = new HashMap<>();
        for (PassageView passage : passages) {
            String name = names.get(passage.document());
            if (name != null) {
                scores.merge(name, passage.score(), Math::max);
            }
        }
        return scores;
    }

    /** The metrics, the interval that holds 95 % of each one's resampled means, and every question's own values. */
    private Map<String, Object> summary(
            List<EvalQuestion> questions, List<RankingMetrics> rankings, Durations durations) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = 0; i < rankings.size(); i++) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("id", questions.get(i).id());
            item.putAll(values(rankings.get(i)));
            items.add(item);
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        Map<String, Object> intervals = new LinkedHashMap<>();
        for (String name : METRICS) {
            PairedBootstrap spread = PairedBootstrap.ofMean(
                    items.stream().mapToDouble(item -> (Double) item.get(name)).toArray());
            metrics.put(name, rounded(spread.mean()));
            intervals.put(name, List.of(rounded(spread.low()), rounded(spread.high())));
        }
        metrics.put("queries", rankings.size());
        metrics.put("searchMillis", durations.summary());
        ResidentMemory.megabytes(client.status())
                .ifPresent(megabytes -> metrics.put("rssMegabytes", Math.round(megabytes * 10) / 10.0));
        metrics.put("intervals", intervals);
        metrics.put(ITEMS, items);
        return metrics;
    }

    private static Map<String, Double> values(RankingMetrics ranking) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("ndcg@10", ranking.ndcg(10));
        for (int cut : RECALL_CUTS) {
            values.put("recall@" + cut, ranking.recall(cut));
        }
        values.put("mrr@10", ranking.reciprocalRank(10));
        return values;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e5) / 1e5;
    }
}
