package io.millrace.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

class VisibilityTest {

    @Test
    void boundsThePrefix() {
        String longest = "x".repeat(Visibility.MAX_PREFIX);
        assertThat(new Visibility("default", Set.of(), longest).uriPrefix()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Visibility("default", Set.of(), longest + "x"))
                .withMessage("uriPrefix has at most 2048 characters, but has 2049");
    }
}
