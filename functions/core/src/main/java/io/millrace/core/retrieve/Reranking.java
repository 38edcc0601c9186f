package io.millrace.core.retrieve;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Passage;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.RerankRequest;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.rerank.SentenceScorer;
import io.millrace.core.rerank.SentenceScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Scores the sentences of the best by fusion, and orders those again that the reranker is asked for. */
final class Reranking {

    private static final Comparator<ScoredPassage> BEST_FIRST = Comparator.comparingDouble(
                    (ScoredPassage passage) -> passage.scores().last())
            .reversed()
            .thenComparing(passage -> passage.passage().chunk().id());

    private static final Reranker EMBEDDED = new SentenceReranker();

    private final Reranker reranker;
    private final RetrievalSettings settings;

    Reranking(Reranker reranker, RetrievalSettings settings) {
        this.reranker = reranker;
        this.settings = settings;
    }

    /**
     * @param passages best first
     * @param evidence how well the best of those fit that were scored again
     * @param skipped why the reranker had no say; null where it had, or was not asked
     * @param scorer of more sentences
     * @param unranked what the scores of passages change by that were not reranked
     */
    record Ranked(
            List<ScoredPassage> passages,
            Evidence evidence,
            @Nullable String skipped,
            SentenceScorer scorer,
            double unranked) {

        /**
         * With more passages, not reranked, behind these.
         *
         * @param next by fusion, none better than these
         * @param more the same ones
         */
        Ranked with(List<Fused> next, List<Passage> more) {
            List<ScoredPassage> all = new ArrayList<>(passages);
            List<RerankRequest.Entry> entries = scoreSentences(scorer, next, more, 0, next.size());
            for (int i = 0; i < entries.size(); i++) {
                all.add(scored(next.get(i), entries.get(i), unranked));
            }
            all.sort(BEST_FIRST);
            return new Ranked(all, evidence, skipped, scorer, unranked);
        }
    }

    /**
     * What the reranker makes of the first passages.
     *
     * @param changes by how much their scores change
     * @param skipped why somebody else scored them; null where the reranker did
     */
    private record Reranked(List<Double> changes, @Nullable String skipped) {

        static final Reranked NONE = new Reranked(List.of(), null);

        /** What was not reranked counts as the worst of what was. */
        double worst() {
            return changes.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        }
    }

    /**
     * @param top best first by fusion
     * @param passages the same ones
     * @param wanted whether the reranker is asked at all
     */
    Ranked rank(
            String question,
            Embedding vector,
            QuestionTerms terms,
            List<Fused> top,
            List<Passage> passages,
            boolean wanted) {
        SentenceScorer scorer = new SentenceScorer(vector, terms, settings.contextShare());
        int again = Math.min(top.size(), settings.reranked());
        List<RerankRequest.Entry> entries = new ArrayList<>(scoreSentences(scorer, top, passages, 0, again));
        double unseen = scorer.unseen();
        entries.addAll(scoreSentences(scorer, top, passages, again, top.size()));
        Reranked scores = wanted ? rerank(new RerankRequest(question, entries.subList(0, again))) : Reranked.NONE;
        List<ScoredPassage> ranked = order(scores, top, entries);
        return new Ranked(
                ranked, Evidence.of(ranked.subList(0, again), unseen), scores.skipped(), scorer, scores.worst());
    }

    private static List<RerankRequest.Entry> scoreSentences(
            SentenceScorer scorer, List<Fused> top, List<Passage> passages, int from, int to) {
        List<RerankRequest.Entry> entries = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            SentenceScores scores =
                    scorer.score(passages.get(i), top.get(i).candidate().cosine());
            entries.add(new RerankRequest.Entry(passages.get(i), scores));
        }
        return entries;
    }

    private Reranked rerank(RerankRequest request) {
        try {
            return new Reranked(changes(reranker, request), null);
        } catch (ProblemException e) {
            return new Reranked(changes(EMBEDDED, request), e.problem().code());
        }
    }

    private List<Double> changes(Reranker by, RerankRequest request) {
        double[] scores =
                by.rerank(request).stream().mapToDouble(Reranker.Scored::score).toArray();
        if (scores.length != request.entries().size()) {
            throw new IllegalStateException("the reranker gave " + scores.length + " scores for "
                    + request.entries().size() + " passages");
        }
        OptionalDouble weight = by.weight();
        if (weight.isPresent()) {
            double mean = Arrays.stream(scores).average().orElse(0);
            return Arrays.stream(scores)
                    .mapToObj(score -> weight.getAsDouble() * (score - mean))
                    .toList();
        }
        return Arrays.stream(Fusion.zScores(scores))
                .mapToObj(z -> settings.rerankWeight() * z)
                .toList();
    }

    /** The first {@code reranked.changes()} passages come out first: what was not reranked can't overtake, and keeps its order. */
    private static List<ScoredPassage> order(Reranked reranked, List<Fused> top, List<RerankRequest.Entry> entries) {
        List<Double> changes = reranked.changes();
        double worst = reranked.worst();
        List<ScoredPassage> ranked = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            ranked.add(scored(top.get(i), entries.get(i), i < changes.size() ? changes.get(i) : worst));
        }
        ranked.sort(BEST_FIRST);
        return ranked;
    }

    private static ScoredPassage scored(Fused fused, RerankRequest.Entry entry, double change) {
        SentenceScores sentences = entry.sentences();
        Candidate candidate = fused.candidate();
        return new ScoredPassage(
                entry.passage(),
                new Scores(
                        candidate.bm25(),
                        candidate.cosine(),
                        fused.score(),
                        sentences.best(),
                        sentences.coverage(),
                        fused.score() + change),
                sentences.sentences());
    }
}
