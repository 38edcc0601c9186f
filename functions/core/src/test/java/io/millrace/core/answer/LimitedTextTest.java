package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LimitedTextTest {

    private final List<String> passed = new ArrayList<>();

    @Test
    void passesEverythingOnWithoutLimits() {
        LimitedText text = limited(List.of(), Integer.MAX_VALUE, "Bees dance. [1]", " They fly. [2]");

        assertThat(passed).containsExactly("Bees dance. [1]", " They fly. [2]");
        assertThat(text.isCut()).isFalse();
    }

    @Test
    void endsBeforeTheFirstStopString() {
        assertThat(limited(List.of("fly", "dance"), 99, "Bees dance.", " They fly.")
                        .text())
                .isEqualTo("Bees ");
    }

    @Test
    void findsAStopStringThatComesInPieces() {
        LimitedText text = limited(List.of(". They"), 99, "Bees dance.", " Th", "ey fly.");

        assertThat(text.text()).isEqualTo("Bees dance");
        assertThat(String.join("", passed)).isEqualTo("Bees dance");
    }

    @Test
    void givesOutWhatOnlyLookedLikeAStopString() {
        assertThat(limited(List.of(". Those"), 99, "Bees dance.", " They fly.", " Th")
                        .text())
                .isEqualTo("Bees dance. They fly. Th");
    }

    @Test
    void countsWordsButNoNumbersOfCitations() {
        LimitedText text = limited(List.of(), 3, "Bees dance. [1]", " They fly. [2]");

        assertThat(text.text()).isEqualTo("Bees dance. [1] They");
        assertThat(text.isCut()).isTrue();
    }

    @Test
    void exactlyAsManyWordsAsAllowedAreNotCut() {
        assertThat(limited(List.of(), 4, "Bees dance. [1]", " They fly. [2]").isCut())
                .isFalse();
    }

    @Property
    void whatIsPassedOnNeverDependsOnThePieces(
            @ForAll @Size(max = 8) List<@CharRange(from = 'a', to = 'c') @StringLength(max = 4) String> pieces,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 3) String stop) {
        String whole = String.join("", pieces);
        int end = whole.indexOf(stop);

        String text = limited(List.of(stop), 99, pieces.toArray(String[]::new)).text();

        assertThat(text).isEqualTo(end < 0 ? whole : whole.substring(0, end));
    }

    private LimitedText limited(List<String> stops, int maxWords, String... pieces) {
        LimitedText text = new LimitedText(stops, maxWords, passed::add);
        for (String piece : pieces) {
            text.accept(piece);
        }
        text.finish();
        return text;
    }
}
