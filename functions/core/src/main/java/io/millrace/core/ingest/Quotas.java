package io.millrace.core.ingest;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.TenantUse;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much each tenant's documents may take.
 *
 * <p>What is under way is not counted, so a tenant may end above a quota by the documents that were between the check and their publishing at that
 * moment: those whose last batch was being embedded.
 *
 * @param standard of a tenant that has none of its own
 * @param byTenant of those that have
 */
public record Quotas(Quota standard, Map<String, Quota> byTenant) {

    /** The code of a document that was rejected for a quota. */
    public static final String OVER_QUOTA = "document-over-quota";

    /** No limits. */
    public static final Quotas NONE = new Quotas(Quota.UNLIMITED, Map.of());

    /**
     * @param documents the most documents
     * @param bytes the most bytes of their contents
     * @param chunks the most passages
     */
    public record Quota(long documents, long bytes, long chunks) {

        public static final Quota UNLIMITED = new Quota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

        public Quota {
            if (documents < 0 || bytes < 0 || chunks < 0) {
                throw new IllegalArgumentException("a quota must not be negative, but is " + documents + " documents, "
                        + bytes + " bytes and " + chunks + " chunks");
            }
        }

        boolean isUnlimited() {
            return documents == Long.MAX_VALUE && bytes == Long.MAX_VALUE && chunks == Long.MAX_VALUE;
        }
    }

    public Quotas {
        byTenant = Map.copyOf(byTenant);
    }

    public Quota of(String tenant) {
        return byTenant.getOrDefault(tenant, standard);
    }

    /**
     * Why a document may not come in, if so.
     *
     * @param current what the document is now, which the new version replaces; null where it is new
     * @param bytes of the new version
     * @param chunks of the new version, as far as they are known
     */
    Optional<Problem> exceeded(Ledger ledger, String tenant, @Nullable DocumentState current, long bytes, int chunks) {
        Quota quota = of(tenant);
        if (quota.isUnlimited()) {
            return Optional.empty();
        }
        TenantUse others = ledger.use(tenant).minus(current == null ? TenantUse.NONE : TenantUse.of(current));
        TenantUse then = others.plus(new TenantUse(1, bytes, chunks));
        if (then.documents() > quota.documents()) {
            return Optional.of(problem(tenant, "documents", quota.documents(), others.documents(), 1));
        }
        if (then.bytes() > quota.bytes()) {
            return Optional.of(problem(tenant, "bytes", quota.bytes(), others.bytes(), bytes));
        }
        if (then.chunks() > quota.chunks()) {
            return Optional.of(problem(tenant, "chunks", quota.chunks(), others.chunks(), chunks));
        }
        return Optional.empty();
    }

    private static Problem problem(String tenant, String what, long limit, long others, long own) {
        return new Problem(
                Category.TOO_LARGE,
                OVER_QUOTA,
                "The tenant " + tenant + " may have " + limit + " " + what + ", its other documents have " + others
                        + " and this one adds at least " + own + ". Delete documents or raise millrace.quotas." + what
                        + "; the next reindex tries this one again.");
    }
}
