package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionMainTest {

    @Test
    void whatIsInitializedBeforehandIsThere() {
        assertThat(FunctionMain.CLASSES).isNotEmpty().allMatch(FunctionMain::initialize);
    }

    @Test
    void aClassThatIsNotThereIsPassedOver() {
        assertThat(FunctionMain.initialize("io.millrace.NoSuch")).isFalse();
    }
}
