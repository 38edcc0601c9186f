package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChunkSettingsTest {

    @Test
    void aPrefixTakesAsManyTokensAsItHasBytes() {
        assertThat(ChunkSettings.DEFAULT.besides("")).isEqualTo(ChunkSettings.DEFAULT);
        assertThat(ChunkSettings.DEFAULT.besides("文: ").textTokens()).isEqualTo(ChunkSettings.DEFAULT.textTokens() - 5);
    }

    @Test
    void refusesAPrefixThatLeavesTooLittle() {
        assertThat(ChunkSettings.DEFAULT.besides("x".repeat(126)).textTokens()).isEqualTo(128);
        assertThatThrownBy(() -> ChunkSettings.DEFAULT.besides("x".repeat(127)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before every passage")
                .hasMessageContaining("127 bytes");
    }
}
