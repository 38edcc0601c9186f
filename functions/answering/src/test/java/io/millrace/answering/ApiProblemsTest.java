package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiProblemsTest {

    @Test
    void aNullInAListNamesTheList() {
        assertThat(ApiProblems.strings("ids", List.of("a"))).containsExactly("a");
        assertThatThrownBy(() -> ApiProblems.strings("ids", Arrays.asList("a", null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("ids must be a list of strings");
    }
}
