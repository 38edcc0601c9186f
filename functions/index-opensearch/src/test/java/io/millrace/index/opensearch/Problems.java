package io.millrace.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.problem.ProblemException;
import java.util.function.Consumer;

/** What failures are expected to say. */
final class Problems {

    private Problems() {}

    /** @param said what its text names */
    static Consumer<Throwable> code(String code, String... said) {
        return thrown -> {
            assertThat(thrown).isInstanceOf(ProblemException.class);
            var problem = ((ProblemException) thrown).problem();
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.detail()).doesNotContain("secret");
            for (String each : said) {
                assertThat(problem.detail()).contains(each);
            }
        };
    }
}
