package io.millrace.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterParametersTest {

    @Test
    void aReplayIsDryOnlyWhereItIsSaid() {
        assertThat(DeadLetterParameters.isDryRun(MultiMap.caseInsensitiveMultiMap()))
                .isFalse();
        assertThat(DeadLetterParameters.isDryRun(with("dry-run", "false"))).isFalse();
        assertThat(DeadLetterParameters.isDryRun(with("dry-run", "true"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"dryrun, true", "dry-run, yes"})
    void aMistakeIsTheCallers(String name, String value) {
        assertThatThrownBy(() -> DeadLetterParameters.isDryRun(with(name, value)))
                .isInstanceOfSatisfying(ProblemException.class, failure -> {
                    assertThat(failure.problem().category()).isEqualTo(Category.INVALID);
                    assertThat(failure.problem().detail()).contains(name);
                });
    }

    private static MultiMap with(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
