package io.millrace.core.cache;

/**
 * When an answer is taken to hold without searching again (README of core, "Answers kept").
 *
 * @param maxDrift the largest share, 0..1, of the index's passages that may have come or gone since it was found
 * @param margin by how much, in standard deviations of the fused score, a new passage must stay below those that were reranked
 */
public record CacheSettings(double maxDrift, double margin) {

    public static final CacheSettings DEFAULT = new CacheSettings(.001, .05);

    public CacheSettings {
        if (!(maxDrift >= 0 && maxDrift <= 1) || !(margin >= 0)) {
            throw new IllegalArgumentException(
                    "maxDrift is 0 to 1 and margin 0 or more, but they are " + maxDrift + " and " + margin);
        }
    }

    public CacheSettings withMaxDrift(double share) {
        return new CacheSettings(share, margin);
    }
}
