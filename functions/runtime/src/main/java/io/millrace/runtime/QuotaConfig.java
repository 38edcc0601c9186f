package io.millrace.runtime;

import io.millrace.core.ingest.Quotas;
import io.millrace.core.ingest.Quotas.Quota;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How much each tenant's documents may take. A document over a quota is rejected as {@code document-over-quota} before it is embedded. */
@ConfigMapping(prefix = "millrace.quotas")
public interface QuotaConfig {

    /** Of every tenant that has none of its own: {@code millrace.quotas.documents}, {@code .bytes}, {@code .chunks}. */
    @WithParentName
    Limits standard();

    /** Of one tenant: {@code millrace.quotas.tenants.NAME.documents} and so on; what is left out is as for every tenant. */
    Map<String, Limits> tenants();

    /** Each 0 or more; no limit where it is left out. */
    interface Limits {

        /** The most documents that can be found. */
        OptionalLong documents();

        /** The most bytes that their contents have together. */
        OptionalLong bytes();

        /** The most passages that they have together. */
        OptionalLong chunks();
    }

    /** @throws IllegalArgumentException for a negative quota, which it names */
    default Quotas toQuotas() {
        Quota standard = quota("millrace.quotas", standard(), Quota.UNLIMITED);
        Map<String, Quota> byTenant = new HashMap<>();
        tenants()
                .forEach((tenant, limits) ->
                        byTenant.put(tenant, quota("millrace.quotas.tenants." + tenant, limits, standard)));
        return new Quotas(standard, byTenant);
    }

    private static Quota quota(String key, Limits limits, Quota otherwise) {
        return new Quota(
                limit(key + ".documents", limits.documents(), otherwise.documents()),
                limit(key + ".bytes", limits.bytes(), otherwise.bytes()),
                limit(key + ".chunks", limits.chunks(), otherwise.chunks()));
    }

    private static long limit(String key, OptionalLong limit, long otherwise) {
        if (limit.isPresent() && limit.getAsLong() < 0) {
            throw new IllegalArgumentException(key + " must not be negative, but is " + limit.getAsLong());
        }
        return limit.orElse(otherwise);
    }
}
