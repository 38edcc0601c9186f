package io.millrace.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private static final int COMPONENTS = Filter.class.getRecordComponents().length;

    /** A filter with one component given, whichever it is, is one; a component that is new must be added here. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 3, 4, 5, 6, 7, 8})
    void admitsAllOnlyWithoutAnyComponent(int given) {
        Set<String> one = Set.of("a");
        Set<String> none = Set.of();
        Instant now = Instant.parse("2026-11-30T10:15:30Z");
        Filter filter = new Filter(
                        given == 0 ? one : none,
                        given == 1 ? "/docs" : null,
                        given == 2 ? one : none,
                        given == 3 ? one : none,
                        given == 4 ? one : none,
                        given == 5 ? now : null,
                        given == 6 ? now : null,
                        given == 7 ? one : none)
                .where(given == 8 ? Where.parse("language = 'en'") : Filter.NONE.where());

        assertThat(filter.isNone()).isEqualTo(given < 0).isEqualTo(filter.equals(Filter.NONE));
        assertThat(COMPONENTS).isEqualTo(9);
    }
}
