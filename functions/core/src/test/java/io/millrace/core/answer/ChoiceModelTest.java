package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ChoiceModelTest {

    private final ChoiceModel model = new ChoiceModel(new double[] {Math.log(2), 0});

    @Test
    void sharesFollowTheScores() {
        double[] shares = model.shares(List.of(new double[] {0, 5}, new double[] {1, 5}, new double[] {2, 5}));
        assertThat(shares).containsExactly(new double[] {1 / 7.0, 2 / 7.0, 4 / 7.0}, within(1e-12));
    }

    @Test
    void theOnlyChoiceIsTheOne() {
        assertThat(model.shares(List.of(new double[] {-1000, 0}))).containsExactly(1);
        assertThat(model.shares(List.of())).isEmpty();
    }

    @Test
    void largeScoresStayFinite() {
        assertThat(model.shares(List.of(new double[] {1e6, 0}, new double[] {0, 0})))
                .containsExactly(1, 0);
    }

    @Test
    void readsWhatItWrites() {
        Properties properties = new Properties();
        model.write(properties, "quote", List.of("a", "b"));
        assertThat(properties).containsEntry("quote.a", "0.6931").hasSize(2);
        assertThat(ChoiceModel.read(properties, "quote", List.of("a", "b"))
                        .shares(List.of(new double[] {1, 0}, new double[] {0, 0}))[0])
                .isCloseTo(2 / 3.0, within(1e-4));
    }

    @Test
    void aMissingWeightIsNamed() {
        assertThatThrownBy(() -> ChoiceModel.read(new Properties(), "quote", List.of("a")))
                .hasMessageContaining("quote.a");
    }
}
