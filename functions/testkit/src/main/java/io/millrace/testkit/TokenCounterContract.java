package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.TokenCounter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What everything that counts an embedder's tokens must do. A test extends this and gives one that asks a server that is well, and one for each fault that its server
 * can show. A server that replays answers has them for the texts of {@link #TEXTS} that are not empty, together or one by one.
 */
public abstract class TokenCounterContract {

    /** Of five tokens, none and three. */
    protected static final List<String> TEXTS = List.of("Water turns the wheel.", "", "Water flows.");

    protected abstract TokenCounter counter();

    protected abstract Set<ModelFault> faults();

    /** One that asks a server that has this fault, one of {@link #faults}. */
    protected abstract TokenCounter counter(ModelFault fault);

    @Test
    void countsEachTextInOrderWithoutSpecialTokens() {
        assertThat(counter().count(TEXTS)).containsExactly(5, 0, 3);
    }

    @Test
    void countsNothingForNothing() {
        assertThat(counter().count(List.of())).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatIsWrong() {
        return ModelFaults.tests(faults(), fault -> counter(fault).count(TEXTS), "turns the wheel");
    }
}
