package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.index.Passage;
import io.millrace.core.rerank.RerankRequest;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.Reranker.Scored;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.rerank.SentenceScores;
import io.millrace.core.text.Span;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every reranker must do, whichever server it asks. A test extends this and gives a reranker of a server that is well, and one for each fault that its server can
 * show. A server that replays answers has them for {@link #REQUEST}.
 */
public abstract class RerankerContract {

    /** The second passage answers the question, the first does not. */
    protected static final RerankRequest REQUEST = new RerankRequest(
            "What turns the wheel?",
            List.of(entry("broker", "The broker keeps events."), entry("water", "Water turns the wheel.")));

    protected abstract Reranker reranker();

    protected abstract Set<ModelFault> faults();

    /** A reranker of a server that has this fault, one of {@link #faults}. */
    protected abstract Reranker reranker(ModelFault fault);

    @Test
    void givesEachPassageItsScoreInOrder() {
        List<Scored> scored = reranker().rerank(REQUEST);

        assertThat(scored).extracting(Scored::chunk).containsExactly("broker", "water");
        assertThat(scored).allSatisfy(one -> assertThat(one.score()).isFinite());
        assertThat(scored.getLast().score()).isGreaterThan(scored.getFirst().score());
    }

    @Test
    void scoresNothingForNothing() {
        assertThat(reranker().rerank(new RerankRequest("What turns the wheel?", List.of())))
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatIsWrong() {
        return ModelFaults.tests(faults(), fault -> reranker(fault).rerank(REQUEST), "turns the wheel");
    }

    private static RerankRequest.Entry entry(String id, String text) {
        Span whole = new Span(0, text.length());
        Chunk chunk = new Chunk(id, 0, text, whole, List.of(), null, List.of(whole));
        return new RerankRequest.Entry(
                new Passage("document", "version", "upload:/" + id, "", chunk, List.of()),
                new SentenceScores(List.of(new ScoredSentence(whole, 0, 0)), 0, 0));
    }
}
