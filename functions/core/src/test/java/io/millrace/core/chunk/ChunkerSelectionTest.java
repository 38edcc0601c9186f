package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChunkerSelectionTest {

    private final Map<String, Chunker> chunkers =
            Chunkers.all(new PieceCounter(), texts -> List.of(), ChunkSettings.DEFAULT, 200, 5);
    private final ChunkerSelection selection =
            new ChunkerSelection(chunkers, Map.of("text/csv", "fixed"), Chunkers.STRUCTURE);

    @Test
    void takesTheChunkerOfTheContentTypeElseTheDefault() {
        assertThat(selection.choose(null, "text/csv; charset=utf-8")).isSameAs(chunkers.get("fixed"));
        assertThat(selection.choose(null, "text/plain")).isSameAs(chunkers.get("structure"));
    }

    @Test
    void takesTheChunkerThatTheSourceNamesBeforeAll() {
        assertThat(selection.choose("recursive", "text/csv")).isSameAs(chunkers.get("recursive"));
    }

    @Test
    void namesAllThatMayBeUsedInTheConfiguration() {
        ChunkerSelection other = new ChunkerSelection(chunkers, Map.of("text/csv", "recursive"), Chunkers.STRUCTURE);

        assertThat(other.configuration(null)).isNotEqualTo(selection.configuration(null));
        assertThat(other.configuration("fixed")).isEqualTo(selection.configuration("fixed"));
        assertThat(selection.configuration("fixed")).isNotEqualTo(selection.configuration(null));
    }

    @Test
    void rejectsAnUnknownNameInTheConfigurationByName() {
        assertThatThrownBy(() -> new ChunkerSelection(chunkers, Map.of("text/csv", "fixd"), Chunkers.STRUCTURE))
                .hasMessageContaining("'fixd'")
                .hasMessageContaining("text/csv")
                .hasMessageContaining("sentence-window");
        assertThatThrownBy(() -> new ChunkerSelection(chunkers, Map.of(), "best"))
                .hasMessageContaining("'best'");
    }

    @Test
    void theNamesAreThoseOfAllThatThereAre() {
        assertThat(chunkers.keySet()).containsExactlyElementsOf(Chunkers.NAMES);
    }

    @Test
    void rejectsAnUnknownNameOfASourceForGood() {
        assertThatThrownBy(() -> selection.configuration("fixd")).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo("chunker-unknown");
            assertThat(e.problem().category().retryable()).isFalse();
            assertThat(e.problem().detail()).contains("fixd", "recursive");
        });
    }
}
