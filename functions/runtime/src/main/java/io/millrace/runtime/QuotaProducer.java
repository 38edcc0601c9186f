package io.millrace.runtime;

import io.millrace.core.ingest.Quotas;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the quotas injectable, read at start, so that a wrong one fails there. */
@Singleton
class QuotaProducer {

    @Produces
    @Singleton
    @Startup
    Quotas quotas(QuotaConfig config) {
        return config.toQuotas();
    }
}
