package io.millrace.answering;

import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.TenantUse;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.ingest.Quotas;
import io.millrace.core.ingest.Quotas.Quota;
import io.millrace.core.ingest.ReindexRuns;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is and what is under way. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    private static final int REJECTIONS = 10;
    private static final int LOOKED_THROUGH = 1000;

    private final PassageIndex index;
    private final Ledger ledger;
    private final Quotas quotas;
    private final ReindexRuns runs;
    private final RegisteredSources registered;
    private final CurrentCaller caller;
    private final Instance<StatusContribution> contributions;

    StatusResource(
            PassageIndex index,
            Ledger ledger,
            Quotas quotas,
            ReindexRuns runs,
            RegisteredSources registered,
            CurrentCaller caller,
            Instance<StatusContribution> contributions) {
        this.index = index;
        this.ledger = ledger;
        this.quotas = quotas;
        this.runs = runs;
        this.registered = registered;
        this.caller = caller;
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
    public Map<String, Object> status() {
        Caller asking = caller.get();
        Map<String, Object> status = new LinkedHashMap<>();
        if (asking.may(Role.ADMINISTRATOR)) {
            status.putAll(counts());
        }
        status.put("rejections", rejections(asking));
        if (asking.may(Role.WRITER)) {
            // Of the whole tenant: what readers may not see is counted too.
            LatestDocuments latest = LatestDocuments.of(ledger, asking.tenant(), Instant.now());
            status.put("freshnessMillis", latest.freshnessMillis());
            status.put("documentsPerSecond", latest.documentsPerSecond());
            status.put("quotas", shares(asking.tenant()));
        }
        if (asking.may(Role.ADMINISTRATOR)) {
            status.put("reindex", LatestRuns.of(runs, registered.roots()));
            contributions.forEach(contribution -> status.putAll(contribution.status()));
        }
        return status;
    }

    /** Of all tenants together. */
    private Map<String, Object> counts() {
        IndexCounts counts = index.counts();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("documents", counts.documents());
        all.put("chunks", counts.chunks());
        all.put("pending", counts.pending());
        all.put("rejected", counts.rejected());
        all.put("stages", stages(counts));
        return all;
    }

    private static Map<String, Long> stages(IndexCounts counts) {
        Map<String, Long> stages = new LinkedHashMap<>();
        stages.put("announced", Math.max(0, counts.pending() - counts.embedding()));
        stages.put("embedding", counts.embedding());
        stages.put("indexed", counts.documents());
        stages.put("rejected", counts.rejected());
        return stages;
    }

    /** The latest that the caller may know of, among the latest {@value #LOOKED_THROUGH}. */
    private List<Rejection> rejections(Caller asking) {
        return ledger.latest(asking.tenant(), State.REJECTED, LOOKED_THROUGH).stream()
                .filter(state -> Seen.by(asking, state))
                .limit(REJECTIONS)
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

    private Map<String, Share> shares(String tenant) {
        TenantUse use = ledger.use(tenant);
        Quota quota = quotas.of(tenant);
        Map<String, Share> shares = new LinkedHashMap<>();
        shares.put("documents", Share.of(use.documents(), quota.documents()));
        shares.put("bytes", Share.of(use.bytes(), quota.bytes()));
        shares.put("chunks", Share.of(use.chunks(), quota.chunks()));
        return shares;
    }
}
