package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.ingest.Quotas;
import io.millrace.core.ingest.Quotas.Quota;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class QuotaConfigTest {

    @Test
    void limitsNothingByDefault() {
        assertThat(read()).isEqualTo(Quotas.NONE);
    }

    @Test
    void aTenantsQuotaLeavesTheOthersAsTheyAreForAll() {
        Quotas quotas = read(
                "millrace.quotas.documents", "10",
                "millrace.quotas.bytes", "5000",
                "millrace.quotas.tenants.acme.documents", "20");
        assertThat(quotas.of("default")).isEqualTo(new Quota(10, 5000, Long.MAX_VALUE));
        assertThat(quotas.of("acme")).isEqualTo(new Quota(20, 5000, Long.MAX_VALUE));
    }

    @Test
    void namesTheQuotaThatIsNegative() {
        assertThatThrownBy(() -> read("millrace.quotas.tenants.acme.bytes", "-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.quotas.tenants.acme.bytes");
    }

    private static Quotas read(String... keysAndValues) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(QuotaConfig.class);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.withDefaultValue(keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder.build().getConfigMapping(QuotaConfig.class).toQuotas();
    }
}
