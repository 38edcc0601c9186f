package io.millrace.core.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.index.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FusionTest {

    @Property
    void orderOfCandidatesHasNoEffect(
            @ForAll @Size(max = 60) List<@DoubleRange(min = -1, max = 1) Double> cosines, @ForAll long seed) {
        List<Candidate> candidates = candidates(cosines, 1, 0);
        List<Candidate> shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Fusion.fuse(shuffled, .55)).isEqualTo(Fusion.fuse(candidates, .55));
    }

    @Property
    void scaleAndOffsetOfAScoreHaveNoEffect(
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -1, max = 1) Double> cosines,
            @ForAll @DoubleRange(min = .1, max = 50) double scale,
            @ForAll @DoubleRange(min = -5, max = 5) double offset) {
        double[] plain = cosines.stream().mapToDouble(Double::doubleValue).toArray();
        double[] moved = cosines.stream().mapToDouble(c -> c * scale + offset).toArray();
        double[] expected = Fusion.zScores(plain);
        // Rounding can make a spread of the size of one bit vanish, or appear.
        if (spread(plain) > 1e-6 || (spread(plain) == 0 && spread(moved) == 0)) {
            assertThat(Fusion.zScores(moved)).containsExactly(expected, within(1e-6));
        }
    }

    @Property
    void aScaleScoresAsTheCandidatesWereScored(
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -1, max = 1) Double> cosines) {
        List<Fused> fused = Fusion.fuse(candidates(cosines, 1, 0), .55);
        FusionScale scale = FusionScale.of(fused, .55);
        double[] values = cosines.stream().mapToDouble(Double::doubleValue).toArray();
        // Rounding can make a spread of the size of one bit vanish, or appear.
        if (spread(values) > 1e-6) {
            assertThat(fused)
                    .allSatisfy(one -> assertThat(scale.score(
                                    one.candidate().cosine(), one.candidate().bm25()))
                            .isCloseTo(one.score(), within(1e-6)));
        }
    }

    @Property
    void zScoresHaveMeanZeroAndDeviationOne(
            @ForAll @Size(min = 2, max = 60) List<@DoubleRange(min = -1, max = 1) Double> values) {
        double[] scores =
                Fusion.zScores(values.stream().mapToDouble(Double::doubleValue).toArray());
        double squares = IntStream.range(0, scores.length)
                .mapToDouble(i -> scores[i] * scores[i])
                .sum();
        assertThat(IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).sum())
                .isCloseTo(0, within(1e-5));
        if (values.stream().distinct().count() > 1) {
            assertThat(squares / scores.length).isCloseTo(1, within(1e-6));
        } else {
            assertThat(squares).isZero();
        }
    }

    @Property
    void bestComesFirst(@ForAll @Size(max = 60) List<@DoubleRange(min = -1, max = 1) Double> cosines) {
        List<Fused> fused = Fusion.fuse(candidates(cosines, 3, 1), .6);
        for (int i = 1; i < fused.size(); i++) {
            assertThat(fused.get(i - 1).score())
                    .isGreaterThanOrEqualTo(fused.get(i).score());
        }
    }

    @Test
    void aListWithoutDifferencesDecidesNothing() {
        List<Candidate> candidates = List.of(
                new Candidate(0, "a", "a", 0, .1),
                new Candidate(1, "b", "b", 0, .9),
                new Candidate(2, "c", "c", 0, .5));
        assertThat(Fusion.fuse(candidates, .55))
                .extracting(fused -> fused.candidate().chunk())
                .containsExactly("b", "c", "a");
    }

    @Test
    void equalScoresAreOrderedByChunk() {
        List<Candidate> candidates = List.of(
                new Candidate(0, "z", "d", 2, .5),
                new Candidate(1, "a", "d", 2, .5),
                new Candidate(2, "m", "d", 2, .5));
        assertThat(Fusion.fuse(candidates, .55))
                .extracting(fused -> fused.candidate().chunk())
                .containsExactly("a", "m", "z");
    }

    private static double spread(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[0];
    }

    private static List<Candidate> candidates(List<Double> cosines, double scale, double offset) {
        return IntStream.range(0, cosines.size())
                .mapToObj(i -> new Candidate(i, "chunk" + i, "d", (i * 7) % 5 * scale + offset, cosines.get(i)))
                .toList();
    }
}
