package io.millrace.core.retrieve;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.BegunSearch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.WordRequest;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.Reranker;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
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
        settings.accept(question);
        try (IndexSnapshot snapshot = snapshots.get()) {
            return ranked(snapshot, question, now(snapshot, question), vector, options)
                    .retrieval();
        }
    }

    /**
     * Like {@link #retrieve(Question, Embedding, RetrievalOptions)}, for a question that is yet to be embedded: its words are searched meanwhile, on another thread.
     * What of a stage was done by the time the vector came is not in the timings.
     *
     * @param embedding gives the vector, on the calling thread; what it fails with is thrown
     */
    public Retrieval retrieve(Question question, Supplier<Embedding> embedding, RetrievalOptions options) {
        settings.accept(question);
        try (IndexSnapshot snapshot = snapshots.get();
                Aside<Begun> begun = Aside.start(() -> begin(snapshot, question))) {
            Search search = new Search(
                    () -> begun.result().terms(),
                    vector -> begun.result().search().candidates(vector));
            return ranked(snapshot, question, search, embedding.get(), options).retrieval();
        }
    }

    /** Like {@link #retrieve(Question, Embedding, RetrievalOptions)}, with what tells later whether the same would be found again. */
    public Retrieved find(Question question, Embedding vector, RetrievalOptions options) {
        settings.accept(question);
        try (IndexSnapshot snapshot = snapshots.get()) {
            Ranked found = ranked(snapshot, question, now(snapshot, question), vector, options);
            return new Retrieved(
                    found.retrieval(),
                    Surroundings.of(
                            snapshot, question.text(), vector, found.fused(), found.read(), settings.vectorWeight()));
        }
    }

    /** The first two stages. */
    private record Search(Supplier<QuestionTerms> terms, Function<Embedding, List<Candidate>> candidates) {}

    private Search now(IndexSnapshot snapshot, Question question) {
        return new Search(
                () -> terms(snapshot, question),
                vector -> snapshot.candidates(words(question).with(vector)));
    }

    /** What of the first two stages needs no vector. */
    private record Begun(QuestionTerms terms, BegunSearch search) {}

    private Begun begin(IndexSnapshot snapshot, Question question) {
        return new Begun(terms(snapshot, question), snapshot.begin(words(question)));
    }

    private static QuestionTerms terms(IndexSnapshot snapshot, Question question) {
        return QuestionTerms.of(question.text(), snapshot::inverseDocumentFrequency);
    }

    private WordRequest words(Question question) {
        return new WordRequest(question.text(), question.visibility(), question.filter(), settings.candidates());
    }

    /** @param read how many of {@code fused}, from the best on, were reranked or could have been */
    private record Ranked(Retrieval retrieval, List<Fused> fused, int read) {}

    private Ranked ranked(
            IndexSnapshot snapshot, Question question, Search search, Embedding vector, RetrievalOptions options) {
        Stopwatch watch = new Stopwatch();
        QuestionTerms terms = search.terms().get();
        Duration analysing = watch.lap();

        List<Candidate> candidates = search.candidates().apply(vector);
        Duration searching = watch.lap();

        List<Fused> fused = Fusion.fuse(candidates, settings.vectorWeight());
        int read = toRead(options);
        List<Fused> top = part(fused, 0, read);
        Duration fusing = watch.lap();

        List<Passage> passages = load(snapshot, top);
        Duration loading = watch.lap();

        Reranking.Ranked ranked = reranking.rank(question.text(), vector, terms, top, passages, options.reranked());
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
                options.traced() ? trace(candidates, part(fused, 0, read), ranked.passages(), spread.repeats()) : null);
        return new Ranked(retrieval, fused, read);
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
