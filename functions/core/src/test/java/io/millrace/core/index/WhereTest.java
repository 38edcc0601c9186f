package io.millrace.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.core.index.TypedValue.Keyword;
import io.millrace.core.index.TypedValue.Numeric;
import io.millrace.core.index.ValueRange.Dates;
import io.millrace.core.index.ValueRange.Numbers;
import io.millrace.core.index.ValueRange.Texts;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhereTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "price < 100 | price < 100.0",
                "a.b-c_1=-5 | a.b-c_1 = -5.0",
                "price<>1e3 | price != 1000.0",
                "released >= 2024-01-01 AND category = 'shoes' | released >= 2024-01-01T00:00:00Z; category = 'shoes'",
                "at > 2024-01-01T10:00+02:00 | at > 2024-01-01T08:00:00Z",
                "at <= \"2024-01-01 10:00\" | at <= 2024-01-01T10:00:00Z",
                "size in (1, '1' ,\"it's\") | size in (1.0, '1', 'it''s')",
                "x between 1 and 2 and y between 'a' and 'b' | x between 1.0 and 2.0; y between 'a' and 'b'",
                "in in (1) and and = true and between != false | in in (1.0); and = 'true'; between != 'false'",
                "name = '' | name = ''",
                "name = 'say \"it''s\" so' | name = 'say \"it''s\" so'",
            })
    void readsWhatPeopleWrite(String written, String meant) {
        List<Condition> conditions = Where.parse(written);

        assertThat(conditions.stream().map(Condition::toString).collect(Collectors.joining("; ")))
                .isEqualTo(meant);
        assertThat(conditions.stream().flatMap(each -> Where.parse(each.toString()).stream()))
                .as("its own spelling means the same")
                .isEqualTo(conditions);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the name of a column is expected at character 1, but it ends there",
                "9lives = 1 | the name of a column is expected at character 1, but '9lives = 1' is there",
                "price | =, !=, <, <=, >, >=, in or between is expected at character 6",
                "price => 1 | =, !=, <, <=, >, >=, in or between is expected at character 7, but '=> 1' is there",
                "price < cheap | a number, a date or a text in quotes is expected at character 9, but 'cheap' is there",
                "price < 2024-13-01 | a number, a date or a text in quotes is expected at character 9",
                "price < 1 or price > 5 | 'and' or the end is expected at character 11",
                "price < 1 and | the name of a column is expected at character 14",
                "price in 1 | '(' and values is expected at character 10",
                "price in (1 2) | ',' or ')' is expected at character 13",
                "price between 1 | 'and' and a second value is expected at character 16",
                "price between 2 and 1 | nothing lies between 2.0 and 1.0",
                "price between 1 and 'x' | nothing lies between 1.0 and 'x'",
                "name = 'open | a text with a quote at its end is expected at character 8",
                "price < 1e400 | a number, a date or a text in quotes is expected",
            })
    void saysWhereItIsWrongAndGivesAnExample(String written, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Where.parse(written))
                .withMessageContaining(why);
    }

    @Test
    void everythingHasALimit() {
        String many = "a in (" + "1, ".repeat(Filter.MAX_VALUES) + "1)";
        assertThatIllegalArgumentException().isThrownBy(() -> Where.parse(many)).withMessageContaining("1 to 100");
        assertThatIllegalArgumentException().isThrownBy(() -> new Keyword("x".repeat(257)));
        assertThatIllegalArgumentException().isThrownBy(() -> Where.parse("a = 1" + " ".repeat(9000)));
        List<Condition> conditions = Where.parse("a = 1" + " and a = 1".repeat(Filter.MAX_CONDITIONS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filter.NONE.where(conditions))
                .withMessageContaining("16 conditions, but has 17");
    }

    @Test
    void aConditionIsRangesOfOneType() {
        assertThat(ranges("a != 0"))
                .containsExactly(
                        new Numbers(Double.NEGATIVE_INFINITY, -Double.MIN_VALUE),
                        new Numbers(Double.MIN_VALUE, Double.POSITIVE_INFINITY));
        assertThat(ranges("a between 1970-01-01 and 1970-01-02")).containsExactly(new Dates(0, 86_400_000));
        assertThat(ranges("a < 1970-01-01")).containsExactly(new Dates(Filter.EARLIEST.toEpochMilli(), -1));
        assertThat(ranges("a > 'b'")).containsExactly(new Texts("b\u0001", null));
        assertThat(ranges("a <= 'b'")).containsExactly(new Texts(null, "b\u0001"));
    }

    @Test
    void zeroHasNoSignAndDatesHaveMilliseconds() {
        assertThat(new Numeric(-0.0)).isEqualTo(new Numeric(0));
        assertThat(new TypedValue.Date(Instant.parse("1969-12-31T23:59:59.999999Z")).value())
                .isEqualTo(Instant.parse("1969-12-31T23:59:59.999Z"));
    }

    private static List<ValueRange> ranges(String condition) {
        return Where.parse(condition).getFirst().ranges();
    }
}
