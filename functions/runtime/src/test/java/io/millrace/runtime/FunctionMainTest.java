package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionMainTest {

    @Test
    void whatIsAlwaysInitializedIsThere() {
        List<String> classes = FunctionMain.classes(Map.of());

        assertThat(classes).isNotEmpty().allMatch(FunctionMain::initialize);
    }

    @Test
    void theConnectionPoolIsOnlyForStoresThatHaveOne() {
        assertThat(FunctionMain.classes(Map.of("MILLRACE_STORE", "lucene")))
                .noneMatch(name -> name.startsWith("io.agroal."));
        assertThat(FunctionMain.classes(Map.of("MILLRACE_STORE", "pgvector")))
                .anyMatch(name -> name.startsWith("io.agroal."));
    }

    @Test
    void aClassThatIsNotThereIsPassedOver() {
        assertThat(FunctionMain.initialize("io.millrace.NoSuch")).isFalse();
    }
}
