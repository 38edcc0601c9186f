package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecliningTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The documents do not say.",
                "The documents don't say",
                "The passages do not mention the price of the wheel.",
                "Unfortunately, the provided context does not contain information about Watt's wife.",
                "This text doesn’t explicitly state when the mill was built.",
                "None of the passages mentions a miller.",
                "There is no information about the mill's owner in the passages.",
                "The owner of the mill is not mentioned in the given passages.",
                "I cannot find the answer in the text.",
                "I don't know."
            })
    void knowsWhatOnlySaysThatThereIsNoAnswer(String sentence) {
        assertThat(Declining.says(sentence)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The mill does not contain a wheel.",
                "The documents say that the wheel turns.",
                "Watt did not mention the condenser.",
                "The plan does not provide coverage for emergency services.",
                "There is no wheel in the mill.",
                "The wheel is not found in the mill.",
                "The miller said: I don't know, and went."
            })
    void takesNoClaimForIt(String sentence) {
        assertThat(Declining.says(sentence)).isFalse();
    }
}
