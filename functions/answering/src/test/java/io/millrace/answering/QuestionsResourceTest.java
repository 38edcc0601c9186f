package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.QuestionAsked;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionsResourceTest {

    @Test
    void refusesWhatNoBrokerWouldTake() {
        assertThat(QuestionsResource.envelope(about(30), EventContext.start("default"))
                        .json())
                .contains("What is it?");
        assertThatThrownBy(() -> QuestionsResource.envelope(about(40), EventContext.start("default")))
                .isInstanceOfSatisfying(ProblemException.class, failure -> {
                    assertThat(failure.problem().category()).isEqualTo(Category.TOO_LARGE);
                    assertThat(failure.problem().detail()).contains("262144 are allowed");
                });
    }

    private static QuestionAsked about(int documents) {
        ObjectNode filter = ContractJson.mapper().createObjectNode();
        for (int i = 0; i < documents; i++) {
            filter.withArray("document").add(i + "x".repeat(8_000));
        }
        return new QuestionAsked(
                "5d41402abc4b2a76b9719d911017c592", "default", "What is it?", List.of(), null, "auto", filter, null);
    }
}
