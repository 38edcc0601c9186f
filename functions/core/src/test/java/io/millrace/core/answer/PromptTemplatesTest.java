package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTemplatesTest {

    private static final String SYSTEM = "Answer. Else say: The documents do not say.";

    @Test
    void thoseThatComeAlongKeepTheRules() {
        assertThat(PromptTemplates.SHIPPED.version()).isEqualTo("v1");
        assertThat(PromptTemplates.SHIPPED.identity()).matches("v1-[0-9a-f]{8}");
    }

    @Test
    void otherWordsOfOneVersionAreToldApart() {
        PromptTemplates one = new PromptTemplates("v2", SYSTEM, "{passages} {question}");
        PromptTemplates other = new PromptTemplates("v2", SYSTEM, "{passages}\n{question}");
        assertThat(one.identity()).isNotEqualTo(other.identity());
    }

    @Test
    void placesAreFilledInAnyOrder() {
        assertThat(new PromptTemplates("v2", SYSTEM, "Q {question} P {passages}.").fill("{question}", "{passages}"))
                .isEqualTo("Q {passages} P {question}.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V2 | Say: The documents do not say. | {passages} {question} | version",
                "v2 | Say nothing. | {passages} {question} | The documents do not say.",
                "v2 | Say: The documents do not say. {question} | {passages} {question} | system' must not have",
                "v2 | Say: The documents do not say. | {passages} | {question}",
                "v2 | Say: The documents do not say. | {passages} {question} {question} | more than once",
                "v2 | Say: The documents do not say. | '' | 1 to 4000"
            })
    void whatBreaksARuleIsRefusedByName(String version, String system, String user, String named) {
        assertThatThrownBy(() -> new PromptTemplates(version, system, user))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void tooLongTemplatesAreRefused() {
        assertThatThrownBy(() -> new PromptTemplates("v2", SYSTEM + "x".repeat(4000), "{passages} {question}"))
                .hasMessageContaining("4000");
    }
}
