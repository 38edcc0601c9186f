package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The part that is the same for each port: a fault is told by its category, and without the text that was sent. */
final class ModelFaults {

    private ModelFaults() {}

    /**
     * @param call asks a server that has the fault
     * @param secret a text that is sent
     */
    static Stream<DynamicTest> tests(Set<ModelFault> faults, Consumer<ModelFault> call, String secret) {
        return faults.stream()
                .sorted()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.name(),
                        () -> assertThatThrownBy(() -> call.accept(fault))
                                .isInstanceOfSatisfying(ProblemException.class, failure -> {
                                    assertThat(failure.problem().category())
                                            .as(failure.problem().detail())
                                            .isEqualTo(fault.category());
                                    assertThat(failure.problem().detail()).doesNotContain(secret);
                                })));
    }
}
