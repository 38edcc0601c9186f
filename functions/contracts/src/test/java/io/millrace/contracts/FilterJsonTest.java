package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.core.index.Comparison;
import io.millrace.core.index.Condition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.TypedValue.Keyword;
import io.millrace.core.index.TypedValue.Numeric;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterJsonTest {

    @Test
    void readsEveryMember() throws JsonProcessingException {
        assertThat(read("{'source': ['s3://a/', 's3://b/'], 'path': '/x', 'contentType': 'text/HTML', 'language': 'en',"
                        + " 'tag': ['A'], 'changedFrom': '2026-01-01T00:00:00Z', 'changedBefore': null, 'document': 'd',"
                        + " 'where': 'price < 100 and stock = true'}"))
                .isEqualTo(new Filter(
                        Set.of("s3://a/", "s3://b/"),
                        "/x",
                        Set.of("text/html"),
                        Set.of("en"),
                        Set.of("a"),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        null,
                        Set.of("d"),
                        List.of(
                                new Condition("price", Comparison.LESS, List.of(new Numeric(100))),
                                new Condition("stock", Comparison.EQUAL, List.of(new Keyword("true"))))));
        assertThat(read("null")).isEqualTo(Filter.NONE);
        assertThat(read("{}")).isEqualTo(Filter.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                      | filter must be an object",
                "{'tags': 'a'}                           | no member 'tags'",
                "{'tag': []}                             | filter.tag",
                "{'tag': [1]}                            | filter.tag",
                "{'tag': ' '}                            | tags",
                "{'path': ['/a', '/b']}                  | filter.path",
                "{'where': ['a = 1', 'b = 2']}           | filter.where is one string",
                "{'where': 7}                            | filter.where is a string",
                "{'where': 'price < cheap'}              | a number, a date or a text in quotes is expected at character 9",
                "{'changedFrom': 'yesterday'}            | filter.changedFrom",
                "{'changedFrom': 7}                      | filter.changedFrom",
                "{'changedFrom': '+99999-01-01T00:00:00Z'} | a date lies between",
                "{'changedFrom': '2026-01-02T00:00:00Z', 'changedBefore': '2026-01-01T00:00:00Z'} | nothing changed from",
            })
    void saysWhatIsWrong(String json, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json)).withMessageContaining(why);
    }

    private static Filter read(String json) throws JsonProcessingException {
        return FilterJson.read(ContractJson.mapper().readTree(json.replace('\'', '"')));
    }
}
