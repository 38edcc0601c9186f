package io.millrace.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    @Test
    void boundsAllSourcesTogether() {
        assertThat(new Filter(sources(4), null, Set.of(), Set.of(), Set.of(), null, null, Set.of()).sources())
                .hasSize(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Filter(sources(5), null, Set.of(), Set.of(), Set.of(), null, null, Set.of()))
                .withMessage("sources have at most 32768 characters together, but have 40960");
    }

    private static Set<String> sources(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "file:/" + i + "x".repeat(Filter.MAX_LENGTH - 8) + "/")
                .collect(Collectors.toSet());
    }
}
