package io.millrace.source.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotNameTest {

    @Test
    void saysTheSource() {
        assertThat(SlotName.of("shop-pg")).isEqualTo("millrace_shop_pg");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 54, 55, 63})
    void isOneThatPostgresqlTakesHoweverLongTheSourcesName(int length) {
        assertThat(SlotName.of("a".repeat(length))).matches("[a-z0-9_]{1,63}");
    }

    @Test
    void longNamesHaveSlotsOfTheirOwn() {
        assertThat(SlotName.of("a".repeat(62) + "b")).isNotEqualTo(SlotName.of("a".repeat(62) + "c"));
    }
}
