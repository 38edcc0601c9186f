package io.millrace.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheUseTest {

    @ParameterizedTest
    @CsvSource({
        "'',NORMAL",
        "max-age=60,NORMAL",
        "no-cache,REFRESH",
        "'max-stale, No-Cache',REFRESH",
        "max-age=0,REFRESH",
        "no-store,NONE",
        "'no-cache,no-store',NONE"
    })
    void readsTheRequestsDirectives(String directives, CacheUse use) {
        assertThat(CacheUse.of(directives)).isEqualTo(use);
    }
}
