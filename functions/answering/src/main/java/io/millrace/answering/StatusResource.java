package io.millrace.answering;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.PassageIndex;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is and what is under way. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    /** How many documents the freshness is taken from at most. */
    private static final int SAMPLE = 1000;

    private final PassageIndex index;
    private final Ledger ledger;
    private final Instance<StatusContribution> contributions;

    StatusResource(PassageIndex index, Ledger ledger, Instance<StatusContribution> contributions) {
        this.index = index;
        this.ledger = ledger;
        this.contributions = contributions;
    }

    @GET
    public Map<String, Object> status() {
        IndexCounts counts = index.counts();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("documents", counts.documents());
        status.put("chunks", counts.chunks());
        status.put("pending", counts.pending());
        status.put("rejected", counts.rejected());
        status.put("freshnessMillis", freshness());
        contributions.forEach(contribution -> status.putAll(contribution.status()));
        return status;
    }

    /** From a change at the source to its being found, over up to {@value #SAMPLE} documents. */
    private Map<String, Long> freshness() {
        List<Long> millis = ledger.list(DocumentKey.DEFAULT_TENANT, null, SAMPLE).stream()
                .filter(state -> state.state() == State.INDEXED)
                .filter(state -> state.changedAt() != null && state.settledAt() != null)
                .map(state ->
                        Duration.between(state.changedAt(), state.settledAt()).toMillis())
                .sorted()
                .toList();
        Map<String, Long> percentiles = new LinkedHashMap<>();
        if (!millis.isEmpty()) {
            percentiles.put("p50", millis.get((millis.size() - 1) / 2));
            percentiles.put("p99", millis.get((millis.size() - 1) * 99 / 100));
        }
        return percentiles;
    }
}
