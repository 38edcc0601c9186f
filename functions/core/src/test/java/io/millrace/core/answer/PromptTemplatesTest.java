package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.retrieve.TestCorpus;
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
                "v2 | Say: The documents do not say. | '' | {passages}' once"
            })
    void whatBreaksARuleIsRefusedByName(String version, String system, String user, String named) {
        assertThatThrownBy(() -> new PromptTemplates(version, system, user))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void templatesThatAreTooLongTogetherAreRefused() {
        String user = "{passages} {question}";
        int room = 3200 - SYSTEM.length() - user.length();
        assertThatThrownBy(() -> new PromptTemplates(
                        "v2", SYSTEM + "x".repeat(room / 2), user + "x".repeat(room - room / 2 + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3200");
    }

    @Test
    void besideTheLongestTemplatesPassagesFit() {
        String user = "{passages} {question}";
        PromptTemplates longest =
                new PromptTemplates("v2", SYSTEM + "x".repeat(3200 - SYSTEM.length() - user.length()), user);
        TestCorpus corpus = new TestCorpus();
        for (int i = 0; i < 3; i++) {
            corpus.add("bees" + i, "Bees", ("Bees dance in hive " + i + " all day. ").repeat(35));
        }
        Prompt prompt = Prompt.of(
                "Do bees dance?",
                "",
                corpus.retrieve("Do bees dance?", 3).passages(),
                new PromptSizer(longest, GenerationSettings.LAPTOP, ScriptedGenerator.saying("")),
                new Cancellation());
        assertThat(prompt.passages()).hasSize(3);
    }
}
