package io.millrace.core.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.Passage;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.text.Sentences;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedPassageTest {

    private static final String TEXT =
            "Water turns the wheel. The wheel turns the stone.\n\nThe stone grinds the grain. Flour is what comes out.";

    /** One token a word. */
    private static final TokenCounter WORDS =
            texts -> texts.stream().map(text -> text.split("\\s+").length).toList();

    private final ScoredPassage first = passage("a", 0, "Mills", 0, 49, .5);
    private final ScoredPassage second = passage("b", 1, "Mills", 51, 103, .9);

    @Test
    void neighboursBecomeOnePassageWhereTheBestOfThemStood() {
        ScoredPassage other = passage("z", 7, "Mills", 51, 103, .7);
        List<JoinedPassage> joined = JoinedPassage.neighbours(List.of(second, other, first));

        assertThat(joined).hasSize(2);
        Chunk chunk = joined.getFirst().passage().passage().chunk();
        assertThat(chunk.text()).isEqualTo(TEXT);
        assertThat(chunk.span()).isEqualTo(new Span(0, 103));
        assertThat(chunk.id()).isEqualTo("a");
        assertThat(joined.getFirst().parts()).containsExactly(first, second);
        assertThat(joined.getFirst().passage().scores()).isEqualTo(second.scores());
        assertThat(chunk.sentences())
                .extracting(span -> span.of(TEXT))
                .containsExactly(
                        "Water turns the wheel.",
                        "The wheel turns the stone.",
                        "The stone grinds the grain.",
                        "Flour is what comes out.");
        assertThat(joined.getFirst().passage().passage().sentences()).hasSize(4);
        assertThat(joined.getLast()).isEqualTo(JoinedPassage.of(other));
    }

    @Test
    void whatChunksShareIsThereOnce() {
        ScoredPassage overlapping = passage("b", 1, "Mills", 23, 103, .9);

        JoinedPassage joined =
                JoinedPassage.neighbours(List.of(first, overlapping)).getFirst();

        assertThat(joined.passage().passage().chunk().text()).isEqualTo(TEXT);
        assertThat(joined.passage().sentences()).hasSize(4);
    }

    @Test
    void aRunOfThreeIsOnePassageInWhateverOrderTheyCame() {
        ScoredPassage one = passage("a", 0, "Mills", 0, 22, .1);
        ScoredPassage two = passage("b", 1, "Mills", 23, 49, .2);
        ScoredPassage three = passage("c", 2, "Mills", 51, 103, .3);

        for (List<ScoredPassage> order :
                List.of(List.of(three, one, two), List.of(one, three, two), List.of(two, one, three))) {
            List<JoinedPassage> joined = JoinedPassage.neighbours(order);
            assertThat(joined).hasSize(1);
            assertThat(joined.getFirst().parts()).containsExactly(one, two, three);
        }
    }

    @Test
    void otherHeadingsAndChunksFurtherApartStayPassages() {
        ScoredPassage otherHeading = passage("b", 1, "Stones", 51, 103, .9);
        ScoredPassage notNext = passage("b", 2, "Mills", 51, 103, .9);
        ScoredPassage farther = passage("b", 1, "Mills", 79, 103, .9);

        for (ScoredPassage other : List.of(otherHeading, notNext, farther)) {
            assertThat(JoinedPassage.neighbours(List.of(first, other))).hasSize(2);
        }
    }

    @Test
    void aBudgetTakesWholePassagesThenWholeSentences() {
        TokenBudget budget = new TokenBudget(WORDS);
        List<JoinedPassage> passages = JoinedPassage.each(List.of(first, second));

        // Title and heading are three words, the sentences 4 + 5 and 5 + 5.
        assertThat(budget.fit(passages, 25)).isEqualTo(passages);
        List<JoinedPassage> cut = budget.fit(passages, 24);
        assertThat(cut).hasSize(2);
        assertThat(cut.getLast().passage().passage().chunk().text()).isEqualTo("The stone grinds the grain.");
        assertThat(cut.getLast().passage().passage().chunk().span()).isEqualTo(new Span(51, 78));
        assertThat(budget.fit(passages, 12)).containsExactly(passages.getFirst());
        assertThat(budget.fit(passages, 6)).isEmpty();
        assertThat(budget.fit(List.of(), 6)).isEmpty();
    }

    @Test
    void whatIsCutIsCountedAFewTimesHoweverManySentencesItHas() {
        String text = "The mill stands still. ".repeat(1000).strip();
        JoinedPassage joined = JoinedPassage.each(
                        List.of(passage("1", 0, "Water", text, new Span(0, text.length()), 1)))
                .getFirst();
        List<Integer> counted = new ArrayList<>();
        TokenBudget budget = new TokenBudget(texts -> {
            counted.add(texts.size());
            return WORDS.count(texts);
        });

        List<JoinedPassage> cut = budget.fit(List.of(joined), 3 + 4 * 700 + 3);

        assertThat(cut.getFirst().passage().sentences()).hasSize(700);
        // All of it, then ten halvings of a thousand.
        assertThat(counted).hasSizeLessThanOrEqualTo(11).containsOnly(1);
    }

    @Test
    void aPassageThatIsCutKeepsThePartsThatAreLeft() {
        List<JoinedPassage> joined = JoinedPassage.neighbours(List.of(first, second));

        assertThat(new TokenBudget(WORDS).fit(joined, 12).getFirst().parts()).containsExactly(first);
    }

    private static ScoredPassage passage(String id, int ordinal, String heading, int start, int end, double score) {
        Span span = new Span(start, end);
        return passage(id, ordinal, heading, span.of(TEXT), span, score);
    }

    private static ScoredPassage passage(String id, int ordinal, String heading, String text, Span span, double score) {
        List<Span> sentences = Sentences.split(text);
        Chunk chunk = new Chunk(id, ordinal, text, span, List.of(heading), 3, sentences);
        List<QuantizedEmbedding> vectors = sentences.stream()
                .map(sentence -> QuantizedEmbedding.of(new float[] {1, sentence.start()}))
                .toList();
        return new ScoredPassage(
                new Passage("mills", "v1", "file:/mills.txt", "The mills", chunk, vectors),
                new Scores(1, .5, score, .5, .5, score),
                sentences.stream()
                        .map(sentence -> new ScoredSentence(sentence, .5, .5))
                        .toList());
    }
}
