package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithoutThoughtsTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            value = {
                "<think>Hm. <b>?</think>Paris.|Paris.",
                " <think></think>  Paris. |Paris. ",
                "<think>and on and on|''",
                "<think></think>|''",
                " Paris. <think>x</think>| Paris. <think>x</think>",
                "<thing>|<thing>",
                "<thi|<thi",
                "''|''"
            })
    void leavesThoughtsOutHoweverTheReplyIsCut(String said, String reply) {
        for (int size = 1; size <= Math.max(1, said.length()); size++) {
            List<String> pieces = new ArrayList<>();
            WithoutThoughts without = new WithoutThoughts(pieces::add);
            for (int start = 0; start < said.length(); start += size) {
                without.add(said.substring(start, Math.min(said.length(), start + size)));
            }

            assertThat(without.finish()).as("pieces of " + size).isEqualTo(reply);
            assertThat(String.join("", pieces)).isEqualTo(reply);
        }
    }

    @Test
    void handsAReplyOnAsItComes() {
        List<String> pieces = new ArrayList<>();
        WithoutThoughts without = new WithoutThoughts(pieces::add);

        without.add("The");
        without.add(" <think>");

        assertThat(pieces).containsExactly("The", " <think>");
    }
}
