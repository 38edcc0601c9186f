package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.row.CapturePositions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every keeper of positions must do. An adapter's test extends this and gives a fresh, empty store for each test. */
public abstract class CapturePositionsContract {

    private static final String SOURCE = "shop";

    protected abstract CapturePositions positions();

    /** Closes the store and opens it again over the same data. */
    protected abstract void restart();

    @Test
    void keepsNothingOfASourceThatItDoesNotKnow() {
        assertThat(positions().load(SOURCE)).isEmpty();
    }

    @Test
    void keepsValuesOverARestart() {
        positions().put(SOURCE, Map.of("[\"millrace\",{\"server\":\"shop\"}]", "{\"lsn\":1}", "captured", ""));
        restart();

        assertThat(positions().load(SOURCE))
                .containsOnly(
                        Map.entry("[\"millrace\",{\"server\":\"shop\"}]", "{\"lsn\":1}"), Map.entry("captured", ""));
    }

    @Test
    void aValueTakesThePlaceOfTheOneBeforeAndOfNoOther() {
        positions().put(SOURCE, Map.of("a", "1", "b", "2"));
        positions().put(SOURCE, Map.of("b", "3"));

        assertThat(positions().load(SOURCE)).containsOnly(Map.entry("a", "1"), Map.entry("b", "3"));
    }

    @Test
    void sourcesAreApart() {
        positions().put(SOURCE, Map.of("a", "1"));
        positions().put("other", Map.of("a", "2"));
        positions().clear("other");

        assertThat(positions().load(SOURCE)).containsOnly(Map.entry("a", "1"));
        assertThat(positions().load("other")).isEmpty();
    }

    @Test
    void takesTheLongestKeyAndValueAndNoLongerOne() {
        String longest = "\u00e9".repeat(CapturePositions.MAX_LENGTH);
        positions().put(SOURCE, Map.of(longest, longest));

        assertThat(positions().load(SOURCE)).containsOnly(Map.entry(longest, longest));
        assertThatThrownBy(() -> positions().put(SOURCE, Map.of("a", longest + "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source shop");
    }
}
