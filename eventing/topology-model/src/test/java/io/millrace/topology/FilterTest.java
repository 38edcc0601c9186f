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
        assertThat(TYPE.evaluate(EVENT).passes()).isTrue();
        assertThat(EventFilter.exact(Map.of("type", "a")).evaluate(EVENT).passes())
                .isFalse();
        assertThat(new PrefixFilter(Map.of("type", "a", "subject", "x/"))
                        .evaluate(EVENT)
                        .passes())
                .isTrue();
        assertThat(new PrefixFilter(Map.of("type", "a", "subject", "y"))
                        .evaluate(EVENT)
                        .passes())
                .isFalse();
        assertThat(new SuffixFilter(Map.of("subject", ".pdf")).evaluate(EVENT).passes())
                .isTrue();
        assertThat(new SuffixFilter(Map.of("subject", ".md")).evaluate(EVENT).passes())
                .isFalse();
    }

    @Test
    void doesNotMatchAMissingAttribute() {
        assertThat(EventFilter.exact(Map.of("missing", "x")).evaluate(EVENT).passes())
                .isFalse();
        assertThat(new NotFilter(EventFilter.exact(Map.of("missing", "x")))
                        .evaluate(EVENT)
                        .passes())
                .isTrue();
    }

    @Test
    void combinesFilters() {
        assertThat(new AllFilter(List.of(TYPE, OTHER_TYPE)).evaluate(EVENT).passes())
                .isFalse();
        assertThat(new AnyFilter(List.of(TYPE, OTHER_TYPE)).evaluate(EVENT).passes())
                .isTrue();
        assertThat(new AllFilter(List.of()).evaluate(EVENT).passes()).isTrue();
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
        assertThat(new CesqlFilter(CesqlExpression.parse(expression))
                        .evaluate(EVENT)
                        .passes())
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "type = 'a.b' | YES | NO",
                "NOT (type = 'a.b') | NO | YES",
                "NOT type = 'a.b' | UNKNOWN | UNKNOWN",
                "type IN ('a.b', 'q') | YES | YES",
                "type LIKE 'a.%' | YES | NO",
                "LEFT(type, 1) = 'a' | YES | NO",
                "EXISTS type | YES | YES",
                "type = 'a.b' AND subject LIKE '%.pdf' | UNKNOWN | NO",
                "subject LIKE '%.pdf' AND type = 'a.b' | UNKNOWN | NO",
                "(type = 'a.b' OR type = 'c') OR EXISTS tenant | YES | UNKNOWN",
                "NOT (type = 'a.b' AND EXISTS tenant) | UNKNOWN | YES",
                "type = 'a.b' XOR type = 'q' | YES | YES",
                "type = 'a.b' XOR EXISTS tenant | UNKNOWN | UNKNOWN",
                "type = subject | UNKNOWN | UNKNOWN",
                "type | UNKNOWN | UNKNOWN",
                "TRUE | YES | YES",
            })
    void tellsFromTheTypeAloneWhatCesqlGivesWhereItCan(String expression, TypeMatch ofAB, TypeMatch ofQ) {
        EventFilter filter = new CesqlFilter(CesqlExpression.parse(expression));

        assertThat(filter.matchesType("a.b")).isEqualTo(ofAB);
        assertThat(filter.matchesType("q")).isEqualTo(ofQ);
    }

    @Test
    void isSureOfATypeOnlyWhereNoOtherAttributeCounts() {
        EventFilter ofTenant = EventFilter.exact(Map.of("type", "a.b", "tenant", "t"));

        assertThat(TYPE.matchesType("a.b")).isEqualTo(TypeMatch.YES);
        assertThat(ofTenant.matchesType("a.b")).isEqualTo(TypeMatch.UNKNOWN);
        assertThat(ofTenant.matchesType("q")).isEqualTo(TypeMatch.NO);
        assertThat(new NotFilter(ofTenant).matchesType("a.b")).isEqualTo(TypeMatch.UNKNOWN);
        assertThat(new NotFilter(ofTenant).matchesType("q")).isEqualTo(TypeMatch.YES);
        assertThat(new NotFilter(new AnyFilter(List.of(TYPE, OTHER_TYPE))).matchesType("q"))
                .isEqualTo(TypeMatch.NO);
        assertThat(new AllFilter(List.of()).matchesType("q")).isEqualTo(TypeMatch.YES);
        assertThat(new PrefixFilter(Map.of("type", "a", "tenant", "")).matchesType("a.b"))
                .isEqualTo(TypeMatch.YES);
        assertThat(new SuffixFilter(Map.of("subject", ".pdf")).matchesType("q")).isEqualTo(TypeMatch.UNKNOWN);
    }

    @Test
    void keepsWhatFailedApartFromWhatDidNotMatch() {
        EventFilter missing = new CesqlFilter(CesqlExpression.parse("NOT (missing = 'x')"));
        EventFilter text = new CesqlFilter(CesqlExpression.parse("tenant"));

        assertThat(missing.evaluate(EVENT).passes()).isTrue();
        assertThat(missing.evaluate(EVENT).failure(DeliveryProfile.MT))
                .hasValueSatisfying(e -> assertThat(e).contains("MISSING_ATTRIBUTE"));
        assertThat(text.evaluate(EVENT).passes()).isFalse();
        assertThat(text.evaluate(EVENT).failure(DeliveryProfile.MT))
                .hasValueSatisfying(e -> assertThat(e).contains("gives no boolean"));
        assertThat(new NotFilter(missing).evaluate(EVENT))
                .satisfies(outcome -> assertThat(outcome.passes()).isFalse())
                .satisfies(outcome ->
                        assertThat(outcome.failure(DeliveryProfile.MT)).isPresent());
        assertThat(new AnyFilter(List.of(missing, TYPE)).evaluate(EVENT)).isEqualTo(FilterOutcome.MATCH);
        assertThat(new AnyFilter(List.of(OTHER_TYPE, missing)).evaluate(EVENT).failure(DeliveryProfile.MT))
                .isPresent();
        assertThat(new AllFilter(List.of(OTHER_TYPE, missing)).evaluate(EVENT)).isEqualTo(FilterOutcome.NO_MATCH);
        assertThat(new AllFilter(List.of(missing, OTHER_TYPE)).evaluate(EVENT).failure(DeliveryProfile.MT))
                .isPresent();
    }
}
