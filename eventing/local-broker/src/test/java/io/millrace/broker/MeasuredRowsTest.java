package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredRowsTest {

    @Test
    void sendsAgainOnlyWhatIsLate() {
        List<List<String>> sent = new ArrayList<>();

        List<String> different =
                MeasuredRows.different(List.of("same", "late", "always late", "wrong"), sent::add, row -> switch (row) {
                    case "late" -> sent.size() < 2 ? List.of("waits [500]") : List.of();
                    case "always late" -> List.of("waits [500]", "waits [900]");
                    case "wrong" -> sent.size() < 2 ? List.of("waits [500]", "attempts 2") : List.of();
                    default -> List.of();
                });

        assertThat(different).containsExactly("wrong", "always late");
        assertThat(sent)
                .containsExactly(
                        List.of("same", "late", "always late", "wrong"),
                        List.of("late", "always late"),
                        List.of("always late"),
                        List.of("always late"));
    }
}
