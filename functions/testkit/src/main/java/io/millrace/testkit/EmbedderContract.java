package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every embedder must do, whichever server it asks. A test extends this and gives an embedder of a server that is well, and one for each fault that its server can
 * show. A server that replays answers has them for {@link #PASSAGES} and, as a question, for the first of them.
 */
public abstract class EmbedderContract {

    /** Two texts of one sentence each. */
    protected static final List<PassageText> PASSAGES =
            List.of(whole("Water turns the wheel."), whole("The broker keeps events."));

    protected abstract Embedder embedder();

    protected abstract Set<ModelFault> faults();

    /** An embedder of a server that has this fault, one of {@link #faults}. */
    protected abstract Embedder embedder(ModelFault fault);

    /** Whether it gives sentences vectors of their own. */
    protected abstract boolean givesSentences();

    @Test
    void givesEachPassageItsUnitVectorInOrder() {
        Embedder embedder = embedder();
        List<PassageEmbedding> embedded = embedder.embedPassages(PASSAGES);

        Embedding first = embedder.embedQuestion(PASSAGES.getFirst().text());
        assertThat(embedded).hasSize(2);
        assertThat(embedded).allSatisfy(passage -> {
            assertThat(passage.vector().dimension()).isEqualTo(first.dimension());
            assertThat(passage.vector().cosine(passage.vector())).isCloseTo(1, within(1e-5));
            assertThat(passage.tokens()).isNotNegative();
            assertThat(passage.tokensCut()).isZero();
        });
        assertThat(embedded.getFirst().vector().cosine(first)).isGreaterThan(.999);
        assertThat(embedded.getLast().vector().cosine(first)).isLessThan(.95);
    }

    @Test
    void givesSentencesTheirVectorsOrNone() {
        List<PassageEmbedding> embedded = embedder().embedPassages(PASSAGES);

        assertThat(embedded).allSatisfy(passage -> {
            assertThat(passage.sentences()).hasSize(givesSentences() ? 1 : 0);
            assertThat(passage.sentences())
                    .allSatisfy(sentence ->
                            assertThat(passage.vector().cosine(sentence)).isGreaterThan(.5));
        });
    }

    @Test
    void readsALongQuestionFromItsBeginning() {
        Embedder embedder = embedder();
        Embedding question = embedder.embedQuestion(PASSAGES.getFirst().text().repeat(360));

        assertThat(question.cosine(embedder.embedQuestion(PASSAGES.getFirst().text())))
                .isGreaterThan(.5);
    }

    @Test
    void embedsNothingForNothing() {
        assertThat(embedder().embedPassages(List.of())).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatIsWrong() {
        return ModelFaults.tests(faults(), fault -> embedder(fault).embedPassages(PASSAGES), "turns the wheel");
    }

    private static PassageText whole(String sentence) {
        return new PassageText(sentence, List.of(new Span(0, sentence.length())));
    }
}
