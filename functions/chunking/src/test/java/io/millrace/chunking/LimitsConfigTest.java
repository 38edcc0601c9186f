package io.millrace.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.ingest.BatchLimits;
import io.millrace.core.ingest.IngestionLimits;
import io.millrace.parse.tika.ParseLimits;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsConfigTest {

    @Test
    void hasTheDefaultsOfTheSettings() {
        LimitsConfig limits = read();
        assertThat(limits.toParseLimits()).isEqualTo(ParseLimits.DEFAULT);
        assertThat(limits.toChunkSettings()).isEqualTo(ChunkSettings.DEFAULT);
        assertThat(limits.toBatchLimits()).isEqualTo(BatchLimits.DEFAULT);
        assertThat(limits.maxBytes()).isEqualTo(IngestionLimits.DEFAULT.maxBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "max-bytes, 0",
        "max-characters, 0",
        "parse-timeout, PT0S",
        "parse-timeout, PT61S",
        "max-pages, 0",
        "max-embedded, -1",
        "max-embedded-depth, -1",
        "max-expansion, 0",
        "max-chunks, 0",
        "batch-chunks, 0",
        "batch-characters, 0",
        "batch-characters, 80000"
    })
    void namesTheKeyThatContradicts(String key, String value) {
        LimitsConfig limits = read("millrace.chunking.limits." + key, value);
        Consumer<LimitsConfig> all = each -> {
            each.toParseLimits();
            each.toChunkSettings();
            each.toBatchLimits();
        };
        assertThatThrownBy(() -> all.accept(limits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.chunking.limits." + key);
    }

    private static LimitsConfig read(String... keyAndValue) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(ChunkingConfig.class);
        for (int i = 0; i < keyAndValue.length; i += 2) {
            builder.withDefaultValue(keyAndValue[i], keyAndValue[i + 1]);
        }
        return builder.build().getConfigMapping(ChunkingConfig.class).limits();
    }
}
