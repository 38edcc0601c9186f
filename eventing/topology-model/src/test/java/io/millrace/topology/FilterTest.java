package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

    private static final Map<String, String> EVENT =
            Map.of("specversion", "1.0", "id", "1", "source", "/s", "type", "a.b", "subject", "x/1.pdf", "tenant", "t");

    private static final EventFilter TYPE = EventFilter.exact(Map.of("type", "a.b"));
    private static final EventFilter OTHER_TYPE = EventFilter.exact(Map.of("type", "q"));

    @Test
    void comparesWholeValuesBeginningsAndEnds() {
        assertThat(TYPE.matches(EVENT)).isTrue();
        assertThat(EventFilter.exact(Map.of("type", "a")).matches(EVENT)).isFalse();
        assertThat(new PrefixFilter(Map.of("type", "a", "subject", "x/")).matches(EVENT))
                .isTrue();
        assertThat(new PrefixFilter(Map.of("type", "a", "subject", "y")).matches(EVENT))
                .isFalse();
        assertThat(new SuffixFilter(Map.of("subject", ".pdf")).matches(EVENT)).isTrue();
        assertThat(new SuffixFilter(Map.of("subject", ".md")).matches(EVENT)).isFalse();
    }

    @Test
    void doesNotMatchAMissingAttribute() {
        assertThat(EventFilter.exact(Map.of("missing", "x")).matches(EVENT)).isFalse();
        assertThat(new NotFilter(EventFilter.exact(Map.of("missing", "x"))).matches(EVENT))
                .isTrue();
    }

    @Test
    void combinesFilters() {
        assertThat(new AllFilter(List.of(TYPE, OTHER_TYPE)).matches(EVENT)).isFalse();
        assertThat(new AnyFilter(List.of(TYPE, OTHER_TYPE)).matches(EVENT)).isTrue();
        assertThat(new AllFilter(List.of()).matches(EVENT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "type = 'a.b' AND subject LIKE '%.pdf' | true",
                "EXISTS tenant | true",
                "EXISTS missing | false",
                "tenant IN ('u', 'v') | false",
                "LENGTH(id) = 1 | true",
                "id + 1 | false",
            })
    void evaluatesCesql(String expression, boolean passes) {
        assertThat(new CesqlFilter(expression, DeliveryProfile.KAFKA).matches(EVENT))
                .isEqualTo(passes);
    }

    @Test
    void tellsWhichTypesCouldPass() {
        assertThat(TYPE.couldMatchType("a.b")).isTrue();
        assertThat(TYPE.couldMatchType("a")).isFalse();
        assertThat(EventFilter.exact(Map.of("subject", "x")).couldMatchType("a"))
                .isTrue();
        assertThat(new PrefixFilter(Map.of("type", "a.")).couldMatchType("b")).isFalse();
        assertThat(new NotFilter(TYPE).couldMatchType("a.b")).isFalse();
        assertThat(new NotFilter(TYPE).couldMatchType("b")).isTrue();
        assertThat(new AnyFilter(List.of(TYPE, OTHER_TYPE)).couldMatchType("q")).isTrue();
        assertThat(new AllFilter(List.of(TYPE, OTHER_TYPE)).couldMatchType("q")).isFalse();
    }
}
