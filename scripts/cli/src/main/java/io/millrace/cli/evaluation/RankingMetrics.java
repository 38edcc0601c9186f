package io.millrace.cli.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How good one ranking is, by trec_eval's definitions. A grade above 0 is relevant; what is not judged is not.
 */
final class RankingMetrics {

    private final List<String> ranking;
    private final Map<String, Integer> grades;
    private final long relevant;

    /**
     * @param ranking document ids, the best first, each once
     * @param grades of the judged documents
     */
    RankingMetrics(List<String> ranking, Map<String, Integer> grades) {
        this.ranking = List.copyOf(ranking);
        this.grades = Map.copyOf(grades);
        this.relevant = grades.values().stream().filter(grade -> grade > 0).count();
    }

    /** The order of trec_eval: by score, and where scores are equal by id, both from the highest. */
    static List<String> ranked(Map<String, Double> scores) {
        return scores.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.<String>naturalOrder()))
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** ndcg_cut: the gain is the grade, the discount log2(rank + 1), the ideal is that of all judged documents. 0 to 1. */
    double ndcg(int cut) {
        double ideal =
                gain(grades.values().stream().sorted(Comparator.reverseOrder()).toList(), cut);
        return ideal == 0
                ? 0
                : gain(ranking.stream().map(id -> grades.getOrDefault(id, 0)).toList(), cut) / ideal;
    }

    private static double gain(List<Integer> inOrder, int cut) {
        double sum = 0;
        for (int rank = 1; rank <= Math.min(cut, inOrder.size()); rank++) {
            sum += Math.max(0, inOrder.get(rank - 1)) * Math.log(2) / Math.log(rank + 1.0);
        }
        return sum;
    }

    /** The share of the relevant documents among the first {@code cut}. 0 to 1. */
    double recall(int cut) {
        long found = ranking.stream().limit(cut).filter(this::isRelevant).count();
        return relevant == 0 ? 0 : (double) found / relevant;
    }

    /** 1 by the rank of the first relevant document; 0 if none is among the first {@code cut}. */
    double reciprocalRank(int cut) {
        for (int rank = 1; rank <= Math.min(cut, ranking.size()); rank++) {
            if (isRelevant(ranking.get(rank - 1))) {
                return 1.0 / rank;
            }
        }
        return 0;
    }

    private boolean isRelevant(String id) {
        return grades.getOrDefault(id, 0) > 0;
    }
}
