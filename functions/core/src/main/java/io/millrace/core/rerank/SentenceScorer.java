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

    /** Of what a passage's sentences are worth: the rest is the question's neighbouring stems that are neighbours there. */
    private static final double SENTENCES = 1 / 1.15;

    /** What the second best sentence counts beside the best. */
    private static final double SECOND = .2;

    /** The share of the cosine in what a sentence is worth to its passage; the rest is overlap. */
    private static final double MEANING = .6;

    /** What a stem counts that is not there, where one is that begins alike. */
    private static final double ALIKE = .5;

    /** Stems are neighbours in a text that has at most one other between them. */
    private static final int NEAR = 2;

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
        seen.startText();
        stems.find(chunk.text(), seen::inText, seen::alikeInText);
        boolean vectors = passage.sentences().size() == spans.size();
        List<ScoredSentence> sentences = new ArrayList<>(spans.size());
        double best = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < spans.size(); i++) {
            double own = vectors ? question.cosine(passage.sentences().get(i)) : cosine;
            sentences.add(new ScoredSentence(spans.get(i), own, seen.coverage(i, 0)));
            double worth = MEANING * own + (1 - MEANING) * seen.coverage(i, ALIKE);
            second = Math.max(second, Math.min(best, worth));
            best = Math.max(best, worth);
        }
        double both = sentences.size() == 1 ? best : (best + SECOND * second) / (1 + SECOND);
        return new SentenceScores(sentences, seen.passage(), SENTENCES * both + (1 - SENTENCES) * seen.neighbours());
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

    /** Which of the question's stems were seen where in a passage. */
    private final class Seen {

        private final List<Span> spans;
        private final boolean[][] held;
        private final boolean[][] alike;
        private final boolean[] context = new boolean[weights.length];
        private final boolean[] text = new boolean[weights.length];
        private final boolean[] afterNeighbour = new boolean[weights.length];
        private final int[] last = new int[weights.length];
        private int current;

        Seen(List<Span> spans) {
            this.spans = spans;
            this.held = new boolean[spans.size()][weights.length];
            this.alike = new boolean[spans.size()][weights.length];
            Arrays.fill(last, NEVER);
        }

        void inContext(int stem, int place, int offset) {
            context[stem] = true;
            at(stem, place);
        }

        /** What was last in the context is no neighbour of what is first in the text. */
        void startText() {
            Arrays.fill(last, NEVER);
        }

        void inText(int stem, int place, int offset) {
            text[stem] = true;
            at(stem, place);
            if (inSentence(offset)) {
                held[current][stem] = true;
            }
        }

        void alikeInText(int stem, int place, int offset) {
            if (inSentence(offset)) {
                alike[current][stem] = true;
            }
        }

        private void at(int stem, int place) {
            seenAnywhere[stem] = true;
            if (stem > 0 && last[stem - 1] != NEVER && place - last[stem - 1] <= NEAR) {
                afterNeighbour[stem] = true;
            }
            last[stem] = place;
        }

        /** Words come in reading order, so the sentence is the current one or a later one. */
        private boolean inSentence(int offset) {
            while (current < spans.size() - 1 && offset >= spans.get(current).end()) {
                current++;
            }
            Span sentence = spans.get(current);
            return offset >= sentence.start() && offset < sentence.end();
        }

        /** @param likeness what a stem counts that is missing where one begins alike */
        double coverage(int sentence, double likeness) {
            double all = 0;
            for (int i = 0; i < weights.length; i++) {
                double elsewhere = Math.max(context[i] ? contextShare : 0, alike[sentence][i] ? likeness : 0);
                all += weights[i] * (held[sentence][i] ? 1 : elsewhere);
            }
            return share(all);
        }

        double passage() {
            double all = 0;
            for (int i = 0; i < weights.length; i++) {
                all += context[i] || text[i] ? weights[i] : 0;
            }
            return share(all);
        }

        /** The share, 0..1, by weight, of the question's neighbouring stems that are neighbours here, in the same order. */
        double neighbours() {
            double all = 0;
            double together = 0;
            for (int i = 1; i < weights.length; i++) {
                double pair = weights[i - 1] + weights[i];
                all += pair;
                together += afterNeighbour[i] ? pair : 0;
            }
            return all > 0 ? together / all : 0;
        }
    }
}
