package io.millrace.answering;

import io.millrace.core.cache.CacheCounts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** What the answer cache was good for, as part of the API's status. */
@ApplicationScoped
class CacheStatus implements StatusContribution {

    private final Asking asking;

    CacheStatus(Asking asking) {
        this.asking = asking;
    }

    @Override
    public Map<String, Object> status() {
        CacheCounts counts = asking.cacheCounts();
        return Map.of(
                "answerCache",
                Map.of(
                        "hits", counts.hits(),
                        "renewed", counts.renewed(),
                        "shared", counts.shared(),
                        "evicted", counts.evicted(),
                        "misses", counts.misses()));
    }
}
