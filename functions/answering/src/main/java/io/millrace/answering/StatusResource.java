package io.millrace.answering;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.TenantUse;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.ingest.Quotas;
import io.millrace.core.ingest.Quotas.Quota;
import io.millrace.runtime.Loopback;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What there is and what is under way. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final int REJECTIONS = 10;

    private final PassageIndex index;
    private final Ledger ledger;
    private final Quotas quotas;
    private final Loopback loopback;
    private final Instance<StatusContribution> contributions;

    StatusResource(
            PassageIndex index,
            Ledger ledger,
            Quotas quotas,
            Loopback loopback,
            Instance<StatusContribution> contributions) {
        this.index = index;
        this.ledger = ledger;
        this.quotas = quotas;
        this.loopback = loopback;
        this.contributions = contributions;
    }

    /** A document that was rejected, when and why. */
    public record Rejection(String id, String uri, String code, String reason, Instant at) {}

    /** @param limit null where there is none */
    public record Share(long use, @Nullable Long limit) {

        static Share of(long use, long limit) {
            return new Share(use, limit == Long.MAX_VALUE ? null : limit);
        }
    }

    @GET
    public Map<String, Object> status(@Context RoutingContext call) {
        IndexCounts counts = index.counts();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("documents", counts.documents());
        status.put("chunks", counts.chunks());
        status.put("pending", counts.pending());
        status.put("rejected", counts.rejected());
        status.put("stages", stages(counts));
        LatestDocuments latest = LatestDocuments.of(ledger, TENANT, Instant.now());
        status.put("freshnessMillis", latest.freshnessMillis());
        status.put("documentsPerSecond", latest.documentsPerSecond());
        status.put("rejections", rejections(call));
        status.put("quotas", shares());
        contributions.forEach(contribution -> status.putAll(contribution.status()));
        return status;
    }

    private static Map<String, Long> stages(IndexCounts counts) {
        Map<String, Long> stages = new LinkedHashMap<>();
        stages.put("announced", Math.max(0, counts.pending() - counts.embedding()));
        stages.put("embedding", counts.embedding());
        stages.put("indexed", counts.documents());
        stages.put("rejected", counts.rejected());
        return stages;
    }

    /** The latest of those that the caller may know of. */
    private List<Rejection> rejections(RoutingContext call) {
        boolean all = loopback.isCaller(call);
        return ledger.latest(TENANT, State.REJECTED, REJECTIONS).stream()
                .filter(state -> all || state.access().admits(Set.of()))
                .map(StatusResource::rejection)
                .toList();
    }

    private static Rejection rejection(DocumentState state) {
        return new Rejection(
                state.key().id(),
                state.uri(),
                String.valueOf(state.code()),
                String.valueOf(state.reason()),
                state.settledAt() == null ? Instant.EPOCH : state.settledAt());
    }

    private Map<String, Share> shares() {
        TenantUse use = ledger.use(TENANT);
        Quota quota = quotas.of(TENANT);
        Map<String, Share> shares = new LinkedHashMap<>();
        shares.put("documents", Share.of(use.documents(), quota.documents()));
        shares.put("bytes", Share.of(use.bytes(), quota.bytes()));
        shares.put("chunks", Share.of(use.chunks(), quota.chunks()));
        return shares;
    }
}
