package io.millrace.core.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextRankerTest {

    private final List<PassageText> embedded = new ArrayList<>();
    private final TextRanker ranker = new TextRanker(new Blind(), new SentenceReranker());

    @Test
    void theTextThatHoldsTheWordsOfTheQuestionScoresHighest() {
        List<Double> scores =
                scores("Who keeps the queen warm?", "A mill race.", "Bees keep the queen warm.", "A queen.");

        assertThat(scores).hasSize(3);
        assertThat(scores.get(1)).isGreaterThan(scores.get(2));
        assertThat(scores.get(2)).isGreaterThan(scores.get(0));
    }

    @Test
    void aWordThatFewOfTheTextsHoldCountsMore() {
        List<Double> scores = scores("queen bees", "A queen sleeps.", "A queen walks.", "Bees dance.");

        assertThat(scores.get(2)).isGreaterThan(scores.get(0));
        assertThat(scores.get(0)).isEqualTo(scores.get(1)).isPositive();
    }

    @Test
    void aLongTextCountsByItsBestPart() {
        String other = "Nothing of that is said in this sentence here. ";
        String filler = other.repeat(100);

        List<Double> scores = scores(
                "Who keeps the queen warm?",
                filler + "Bees keep the queen warm. " + filler,
                other + "Bees keep the queen warm. " + other);

        assertThat(scores.get(0)).isEqualTo(scores.get(1));
        assertThat(embedded)
                .allSatisfy(piece -> assertThat(piece.text().length()).isLessThanOrEqualTo(600));
    }

    @Test
    void aSentenceWithoutEndIsCut() {
        scores("x", "word ".repeat(1000) + "x".repeat(2000));

        assertThat(embedded)
                .allSatisfy(piece -> assertThat(piece.text().length()).isLessThanOrEqualTo(600));
    }

    private List<Double> scores(String question, String... texts) {
        return ranker.rank(question, List.of(texts)).scores();
    }

    /** Sees no difference between texts, so that their words decide. */
    private final class Blind implements Embedder {

        private static final Embedding ANY = Embedding.of(new float[] {1, 0});

        @Override
        public String model() {
            return "blind";
        }

        @Override
        public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
            embedded.addAll(passages);
            return passages.stream()
                    .map(passage -> new PassageEmbedding(ANY, List.of(), 1, 0))
                    .toList();
        }

        @Override
        public Embedding embedQuestion(String question) {
            return ANY;
        }
    }
}
