package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTextTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a%20b, a%20b",
        "ä b, ä b",
        "'€ \"5%\"', %E2%82%AC%20%225%25%22",
        "'two\nlines', two%0Alines",
        "😀, %F0%9F%98%80"
    })
    void changesOnlyWhatNoHeaderCanHold(String value, String header) {
        assertThat(HeaderText.of(value)).isEqualTo(header);
    }
}
