package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            How many valves does the pump have?             | NUMBER
            How long may a request take?                    | NUMBER
            What is the maximum pressure?                   | NUMBER
            What percentage of bees are drones?             | NUMBER
            When was the mill built?                        | DATE
            In what year did the mill burn down?            | DATE
            Which century saw the first water wheel?        | DATE
            Who built the mill?                             | PERSON
            Whose wheel turned first?                       | PERSON
            Which Scottish physicist improved the engine?   | PERSON
            Where does the race end?                        | PLACE
            In which northern county is the mill?           | PLACE
            What does a governor do?                        | OTHER
            Why did the boiler burst?                       | OTHER
            Drain the boiler                                | OTHER
            """)
    void followsTheAskingWords(String question, AnswerType type) {
        assertThat(AnswerType.of(question)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            When did the man who built the mill die?            | DATE
            HOW MANY people were there when the mill opened?    | NUMBER
            """)
    void theFirstTypeWinsWhateverTheCase(String question, AnswerType type) {
        assertThat(AnswerType.of(question)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What does the whole sample show?    | OTHER
            What did the somewhere else say?    | OTHER
            """)
    void partsOfWordsAskNothing(String question, AnswerType type) {
        assertThat(AnswerType.of(question)).isEqualTo(type);
    }
}
