package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

final class LuceneConfigurationTest {

    @Test
    void hasTheDefaultsOfTheSettings() {
        assertThat(read().toSettings()).isEqualTo(LuceneSettings.defaults());
    }

    @Test
    void namesTheKeyThatIsOutOfItsRange() {
        assertThatThrownBy(
                        () -> read("millrace.lucene.ram-buffer-megabytes", "0").toSettings())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.lucene.ram-buffer-megabytes");
    }

    private static LuceneConfiguration read(String... keysAndValues) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(LuceneConfiguration.class);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.withDefaultValue(keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder.build().getConfigMapping(LuceneConfiguration.class);
    }
}
