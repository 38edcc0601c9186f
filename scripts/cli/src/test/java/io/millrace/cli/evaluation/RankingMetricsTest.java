package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {

    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void ndcgUsesTheGradeAsGainAndTheLogarithmOfTheRankAsDiscount() {
        RankingMetrics metrics = new RankingMetrics(List.of("x", "a", "b"), Map.of("a", 1, "b", 3, "c", 2));
        // 1/log2(3) + 3/log2(4) = 0.630929753571 + 1.5; ideal 3 + 2/log2(3) + 1/2 = 4.761859507143
        assertThat(metrics.ndcg(10)).isCloseTo(2.1309297535714573 / 4.761859507142915, EXACT);
    }

    @Test
    void ndcgCutsRankingAndIdealAlike() {
        RankingMetrics metrics = new RankingMetrics(List.of("x", "a", "b"), Map.of("a", 1, "b", 1));
        // 0.630929753571 / (1 + 0.630929753571)
        assertThat(metrics.ndcg(2)).isCloseTo(0.38685280723454163, EXACT);
    }

    @Test
    void perfectRankingHasNdcgOfOne() {
        assertThat(new RankingMetrics(List.of("b", "a"), Map.of("a", 1, "b", 2)).ndcg(10))
                .isCloseTo(1, EXACT);
    }

    @Test
    void judgedAsIrrelevantCountsForNothing() {
        RankingMetrics metrics = new RankingMetrics(List.of("a", "b"), Map.of("a", 0, "b", 1));
        assertThat(metrics.recall(1)).isZero();
        assertThat(metrics.reciprocalRank(10)).isCloseTo(0.5, EXACT);
        assertThat(metrics.ndcg(10)).isCloseTo(0.6309297535714575, EXACT);
    }

    @Test
    void recallIsTheShareOfAllRelevantOnes() {
        RankingMetrics metrics = new RankingMetrics(List.of("a", "x", "b"), Map.of("a", 1, "b", 1, "c", 2));
        assertThat(metrics.recall(1)).isCloseTo(1.0 / 3, EXACT);
        assertThat(metrics.recall(3)).isCloseTo(2.0 / 3, EXACT);
        assertThat(metrics.recall(100)).isCloseTo(2.0 / 3, EXACT);
    }

    @Test
    void reciprocalRankIsZeroBehindTheCut() {
        RankingMetrics metrics = new RankingMetrics(List.of("x", "y", "a"), Map.of("a", 1));
        assertThat(metrics.reciprocalRank(2)).isZero();
        assertThat(metrics.reciprocalRank(3)).isCloseTo(1.0 / 3, EXACT);
    }

    @Test
    void equalScoresAreRankedByIdFromTheHighest() {
        assertThat(RankingMetrics.ranked(Map.of("a", 1.0, "b", 1.0, "c", 2.0))).containsExactly("c", "b", "a");
    }

    /** Graded judgements, equal scores and unjudged documents; the values are those of pytrec_eval-terrier 0.5 (trec_eval 9). */
    @Test
    void givesWhatTrecEvalGives() throws IOException {
        Map<String, Map<String, Double>> run = new TreeMap<>();
        rows("run").forEach(row -> of(run, row[0]).put(row[1], Double.valueOf(row[2])));
        Map<String, Map<String, Integer>> grades = new TreeMap<>();
        rows("qrels").forEach(row -> of(grades, row[0]).put(row[1], Integer.valueOf(row[2])));
        for (String[] row : rows("expected")) {
            RankingMetrics metrics = new RankingMetrics(RankingMetrics.ranked(of(run, row[0])), of(grades, row[0]));
            int cut = Integer.parseInt(row[1].substring(row[1].indexOf('@') + 1));
            double value = switch (row[1].substring(0, row[1].indexOf('@'))) {
                case "ndcg" -> metrics.ndcg(cut);
                case "recall" -> metrics.recall(cut);
                case "mrr" -> metrics.reciprocalRank(cut);
                default -> Double.NaN;
            };
            assertThat(value).as("%s of %s", row[1], row[0]).isCloseTo(Double.parseDouble(row[2]), within(1e-9));
        }
    }

    private static <T> Map<String, T> of(Map<String, Map<String, T>> byQuestion, String question) {
        return byQuestion.computeIfAbsent(question, id -> new TreeMap<>());
    }

    private static List<String[]> rows(String name) throws IOException {
        try (var file = RankingMetricsTest.class.getResourceAsStream("/RankingMetricsTest/" + name + ".tsv")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }
}
