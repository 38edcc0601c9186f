package io.millrace.core.retrieve;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.RerankRequest;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.rerank.SentenceScorer;
import io.millrace.core.rerank.SentenceScores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From a question and its vector to the passages that matter: candidates by BM25 and cosine, fusion, sentence scores, rerank.
 * Safe for use by many threads.
 */
public final class Retriever {

    private static final Comparator<ScoredPassage> BEST_FIRST = Comparator.comparingDouble(
                    (ScoredPassage passage) -> passage.scores().last())
            .reversed()
            .thenComparing(passage -> passage.passage().chunk().id());

    private static final Reranker EMBEDDED = new SentenceReranker();

    private final Supplier<IndexSnapshot> snapshots;
    private final Reranker reranker;
    private final RetrievalSettings settings;

    /**
     * @param snapshots opens the index at this moment; each retrieval closes the one it opened
     * @param reranker where it fails, with whatever {@code ProblemException}, the sentences decide instead, and the retrieval says so
     */
    public Retriever(Supplier<IndexSnapshot> snapshots, Reranker reranker, RetrievalSettings settings) {
        this.snapshots = snapshots;
        this.reranker = reranker;
        this.settings = settings;
    }

    /**
     * The best {@code limit} passages. The same index and question give the same passages, scores and order.
     *
     * @param vector the question's embedding
     * @param limit how many passages are wanted, 1 or more; at most twice the settings' candidates come
     * @throws io.millrace.core.problem.ProblemException TOO_LARGE for a question over the settings' length; what the index
     *     fails with
     */
    public Retrieval retrieve(Question question, Embedding vector, int limit) {
        return find(question, vector, limit).retrieval();
    }

    /** Like {@link #retrieve}, with what tells later whether the same would be found again. */
    public Retrieved find(Question question, Embedding vector, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is 1 or more, but is " + limit);
        }
        String text = settings.accept(question).text();
        try (IndexSnapshot snapshot = snapshots.get()) {
            long started = System.nanoTime();
            List<Candidate> candidates = snapshot.candidates(
                    new SearchRequest(text, vector, question.visibility(), question.filter(), settings.candidates()));
            long searched = System.nanoTime();
            List<Fused> fused = Fusion.fuse(candidates, settings.vectorWeight());
            List<Fused> top = fused.subList(0, Math.min(fused.size(), Math.max(limit, settings.reranked())));
            long joined = System.nanoTime();
            List<Passage> passages =
                    snapshot.load(top.stream().map(Fused::candidate).toList());
            QuestionTerms terms = QuestionTerms.of(text, snapshot::inverseDocumentFrequency);
            long loaded = System.nanoTime();
            SentenceScorer scorer = new SentenceScorer(vector, terms, settings.contextShare());
            int reranked = Math.min(top.size(), settings.reranked());
            List<RerankRequest.Entry> entries = new ArrayList<>(scoreSentences(scorer, top, passages, 0, reranked));
            double unseen = scorer.unseen();
            entries.addAll(scoreSentences(scorer, top, passages, reranked, top.size()));
            Reranked scores = rerank(new RerankRequest(text, entries.subList(0, reranked)));
            List<ScoredPassage> ranked = rank(scores, top, entries);
            Evidence evidence = Evidence.of(ranked.subList(0, reranked), unseen);
            long ordered = System.nanoTime();
            Surroundings surroundings = Surroundings.of(
                    snapshot, text, vector, fused, Math.max(limit, settings.reranked()), settings.vectorWeight());
            Retrieval retrieval = new Retrieval(
                    ranked.subList(0, Math.min(limit, ranked.size())),
                    terms,
                    evidence,
                    scores.skipped(),
                    new RetrievalTimings(
                            Duration.ofNanos(searched - started),
                            Duration.ofNanos(joined - searched),
                            Duration.ofNanos(loaded - joined),
                            Duration.ofNanos(ordered - loaded)));
            return new Retrieved(retrieval, surroundings);
        }
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

    /**
     * What the reranker makes of the first passages.
     *
     * @param z their scores, standardised
     * @param weight what those count beside the fused score
     * @param skipped why somebody else scored them; null where the reranker did
     */
    private record Reranked(
            List<Double> z, double weight, @Nullable String skipped) {}

    private Reranked rerank(RerankRequest request) {
        try {
            return new Reranked(zScores(reranker, request), settings.rerankWeight(), null);
        } catch (ProblemException e) {
            return new Reranked(
                    zScores(EMBEDDED, request),
                    SentenceReranker.WEIGHT,
                    e.problem().code());
        }
    }

    private static List<Double> zScores(Reranker reranker, RerankRequest request) {
        double[] scores = reranker.rerank(request).stream()
                .mapToDouble(Reranker.Scored::score)
                .toArray();
        if (scores.length != request.entries().size()) {
            throw new IllegalStateException("the reranker gave " + scores.length + " scores for "
                    + request.entries().size() + " passages");
        }
        return Arrays.stream(Fusion.zScores(scores)).boxed().toList();
    }

    /** The first {@code reranked.z()} passages come out first: what was not reranked can't overtake, and keeps its order. */
    private static List<ScoredPassage> rank(Reranked reranked, List<Fused> top, List<RerankRequest.Entry> entries) {
        List<Double> z = reranked.z();
        // What was not reranked counts as the worst of what was.
        double worst = z.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        List<ScoredPassage> ranked = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Fused fused = top.get(i);
            SentenceScores sentences = entries.get(i).sentences();
            double last = fused.score() + reranked.weight() * (i < z.size() ? z.get(i) : worst);
            Candidate candidate = fused.candidate();
            ranked.add(new ScoredPassage(
                    entries.get(i).passage(),
                    new Scores(
                            candidate.bm25(),
                            candidate.cosine(),
                            fused.score(),
                            sentences.best(),
                            sentences.coverage(),
                            last),
                    sentences.sentences()));
        }
        ranked.sort(BEST_FIRST);
        return ranked;
    }
}
