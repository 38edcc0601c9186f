package io.millrace.core.retrieve;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.Reranker;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * From a question and its vector to the passages that matter, in stages: analysis of the question, candidates by BM25 and cosine (both at once where that
 * pays, which the store decides), fusion, reranking by sentences, and repeats put behind. {@link JoinedPassage} and {@link TokenBudget} make of
 * the result what is read. Safe for use by many threads.
 */
public final class Retriever {

    private final Supplier<IndexSnapshot> snapshots;
    private final Reranking reranking;
    private final RetrievalSettings settings;

    /**
     * @param snapshots opens the index at this moment; each retrieval closes the one it opened
     * @param reranker where it fails, with whatever {@code ProblemException}, the sentences decide instead, and the retrieval says so
     */
    public Retriever(Supplier<IndexSnapshot> snapshots, Reranker reranker, RetrievalSettings settings) {
        this.snapshots = snapshots;
        this.reranking = new Reranking(reranker, settings);
        this.settings = settings;
    }

    /** The best {@code limit} passages, reranked: {@link #retrieve(Question, Embedding, RetrievalOptions)} with {@link RetrievalOptions#best}. */
    public Retrieval retrieve(Question question, Embedding vector, int limit) {
        return retrieve(question, vector, RetrievalOptions.best(limit));
    }

    /**
     * The passages that fit best, at most twice the settings' candidates. The same index and question give the same passages, scores and order.
     *
     * @param vector the question's embedding
     * @throws io.millrace.core.problem.ProblemException TOO_LARGE for a question over the settings' length; what the index
     *     fails with
     */
    public Retrieval retrieve(Question question, Embedding vector, RetrievalOptions options) {
        return find(question, vector, options).retrieval();
    }

    /** Like {@link #retrieve}, with what tells later whether the same would be found again. */
    public Retrieved find(Question question, Embedding vector, RetrievalOptions options) {
        String text = settings.accept(question).text();
        try (IndexSnapshot snapshot = snapshots.get()) {
            Stopwatch watch = new Stopwatch();
            QuestionTerms terms = QuestionTerms.of(text, snapshot::inverseDocumentFrequency);
            Duration analysing = watch.lap();

            List<Candidate> candidates = snapshot.candidates(
                    new SearchRequest(text, vector, question.visibility(), question.filter(), settings.candidates()));
            Duration searching = watch.lap();

            List<Fused> fused = Fusion.fuse(candidates, settings.vectorWeight());
            int read = toRead(options);
            List<Fused> top = part(fused, 0, read);
            Duration fusing = watch.lap();

            List<Passage> passages = load(snapshot, top);
            Duration loading = watch.lap();

            Reranking.Ranked ranked = reranking.rank(text, vector, terms, top, passages, options.reranked());
            Duration rescoring = watch.lap();

            Diversity diversity = new Diversity(options);
            Diversity.Spread spread = diversity.spread(ranked.passages());
            while (!spread.enough() && read <= fused.size()) {
                List<Fused> next = part(fused, read, 2 * read);
                ranked = ranked.with(next, load(snapshot, next));
                spread = diversity.spread(ranked.passages());
                read *= 2;
            }
            Duration spreading = watch.lap();

            Retrieval retrieval = new Retrieval(
                    spread.passages(),
                    terms,
                    ranked.evidence(),
                    ranked.skipped(),
                    new RetrievalTimings(analysing, searching, fusing, loading, rescoring, spreading),
                    options.traced()
                            ? trace(candidates, part(fused, 0, read), ranked.passages(), spread.repeats())
                            : null);
            return new Retrieved(
                    retrieval, Surroundings.of(snapshot, text, vector, fused, read, settings.vectorWeight()));
        }
    }

    private static List<Fused> part(List<Fused> fused, int from, int to) {
        return fused.subList(Math.min(from, fused.size()), Math.min(to, fused.size()));
    }

    private static List<Passage> load(IndexSnapshot snapshot, List<Fused> fused) {
        return snapshot.load(fused.stream().map(Fused::candidate).toList());
    }

    private int toRead(RetrievalOptions options) {
        // What is put behind needs others to come before it, and an explanation tells the evidence that an answer would
        // rest on.
        boolean more = options.reranked() || options.distinct() || options.perDocument() > 0 || options.traced();
        return more ? Math.max(options.passages(), settings.reranked()) : options.passages();
    }

    private static Trace trace(
            List<Candidate> candidates, List<Fused> top, List<ScoredPassage> ranked, List<Trace.Repeat> repeats) {
        return new Trace(
                candidates.size(),
                top.stream().map(fused -> fused.candidate().chunk()).toList(),
                ranked.stream().map(scored -> scored.passage().chunk().id()).toList(),
                repeats);
    }

    /** Tells how long each stage took. */
    private static final class Stopwatch {

        private long started = System.nanoTime();

        Duration lap() {
            long now = System.nanoTime();
            Duration lap = Duration.ofNanos(now - started);
            started = now;
            return lap;
        }
    }
}
