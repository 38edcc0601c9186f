package io.millrace.core.retrieve;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What {@link Fusion} measures candidates by, kept so that another passage can be measured the same way later.
 *
 * @param cosineMean of the candidates' cosines
 * @param cosineDeviation the population's; 0 where all are the same
 * @param bm25Mean of their BM25
 * @param bm25Deviation likewise
 * @param vectorWeight the share of the cosine's z-score, 0..1
 */
public record FusionScale(
        double cosineMean, double cosineDeviation, double bm25Mean, double bm25Deviation, double vectorWeight) {

    static FusionScale of(List<Fused> fused, double vectorWeight) {
        double cosineMean = mean(fused, one -> one.candidate().cosine());
        double bm25Mean = mean(fused, one -> one.candidate().bm25());
        return new FusionScale(
                cosineMean,
                Math.sqrt(mean(fused, one -> square(one.candidate().cosine() - cosineMean))),
                bm25Mean,
                Math.sqrt(mean(fused, one -> square(one.candidate().bm25() - bm25Mean))),
                vectorWeight);
    }

    /** The fused score of a passage that had these scores among those candidates. */
    public double score(double cosine, double bm25) {
        return vectorWeight * standardised(cosine, cosineMean, cosineDeviation)
                + (1 - vectorWeight) * standardised(bm25, bm25Mean, bm25Deviation);
    }

    private static double standardised(double value, double mean, double deviation) {
        return deviation > 0 ? (value - mean) / deviation : 0;
    }

    private static double mean(List<Fused> fused, ToDoubleFunction<Fused> value) {
        return fused.stream().mapToDouble(value).average().orElse(0);
    }

    private static double square(double value) {
        return value * value;
    }
}
