package io.millrace.core.rerank;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores the sentences of passages against one question, without a model: half cosine, half idf-weighted overlap. Made for
 * one question and one thread.
 */
public final class SentenceScorer {

    private static final int NEVER = -1;

    private final Embedding question;
    private final StemFinder stems;
    private final double[] weights;
    private final double total;
    private final double contextShare;
    private final boolean[] seenAnywhere;

    /**
     * @param question its vector
     * @param terms its stems
     * @param contextShare what a stem counts for a sentence, 0..1, that only the passage's title or headings hold
     */
    public SentenceScorer(Embedding question, QuestionTerms terms, double contextShare) {
        this.question = question;
        this.stems = new StemFinder(terms.weights().keySet());
        this.weights = terms.weights().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        this.total = terms.total();
        this.contextShare = contextShare;
        this.seenAnywhere = new boolean[weights.length];
    }

    /**
     * Scores every sentence of a passage; one that was not split counts as one sentence.
     *
     * @param cosine of the question with the whole passage: stands in where sentences have no vectors
     */
    public SentenceScores score(Passage passage, double cosine) {
        Chunk chunk = passage.chunk();
        List<Span> spans =
                chunk.sentences().isEmpty() ? List.of(new Span(0, chunk.text().length())) : chunk.sentences();
        Seen seen = new Seen(spans);
        stems.find(PassageText.context(passage.title(), chunk.headings()), seen::inContext);
        stems.find(chunk.text(), seen::inText);
        boolean vectors = passage.sentences().size() == spans.size();
        List<ScoredSentence> sentences = new ArrayList<>(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            double own = vectors ? question.cosine(passage.sentences().get(i)) : cosine;
            sentences.add(
                    new ScoredSentence(spans.get(i), own, share(seen.held[i] + contextShare * seen.contextFor(i))));
        }
        return new SentenceScores(sentences, share(seen.passage()));
    }

    /** The idf-weighted share, 0..1, of the question's stems that none of the passages scored so far holds. */
    public double unseen() {
        double unseen = 0;
        for (int i = 0; i < weights.length; i++) {
            unseen += seenAnywhere[i] ? 0 : weights[i];
        }
        return share(unseen);
    }

    private double share(double weight) {
        return total > 0 ? Math.min(1, weight / total) : 0;
    }

    /** Which stems were seen where; stems arrive in reading order, so one mark a stem tells whether a sentence has it already. */
    private final class Seen {

        private final List<Span> spans;
        private final double[] held;
        private final double[] heldInContext;
        private final int[] lastSentence = new int[weights.length];
        private final boolean[] context = new boolean[weights.length];
        private final boolean[] text = new boolean[weights.length];
        private int current;

        Seen(List<Span> spans) {
            this.spans = spans;
            this.held = new double[spans.size()];
            this.heldInContext = new double[spans.size()];
            Arrays.fill(lastSentence, NEVER);
        }

        void inContext(int stem, int offset) {
            context[stem] = true;
            seenAnywhere[stem] = true;
        }

        void inText(int stem, int offset) {
            text[stem] = true;
            seenAnywhere[stem] = true;
            while (current < spans.size() - 1 && offset >= spans.get(current).end()) {
                current++;
            }
            Span sentence = spans.get(current);
            if (lastSentence[stem] == current || offset < sentence.start() || offset >= sentence.end()) {
                return;
            }
            lastSentence[stem] = current;
            held[current] += weights[stem];
            if (context[stem]) {
                heldInContext[current] += weights[stem];
            }
        }

        /** The weight of the stems that only the context holds for this sentence. */
        double contextFor(int sentence) {
            double all = 0;
            for (int i = 0; i < weights.length; i++) {
                all += context[i] ? weights[i] : 0;
            }
            return all - heldInContext[sentence];
        }

        double passage() {
            double all = 0;
            for (int i = 0; i < weights.length; i++) {
                all += context[i] || text[i] ? weights[i] : 0;
            }
            return all;
        }
    }
}
