package io.millrace.index.lucene;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.BegunSearch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.WordRequest;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The best passages by words and the best by direction, each with both scores. The words are searched first, as they may be known before the vector is.
 */
final class HybridSearch implements BegunSearch {

    /** Fewer neighbours than this are found less surely (platform-facts: recall of the top 10). */
    private static final int LEAST_NEIGHBOURS = 30;

    private static final int DOCUMENT_ID_LENGTH = 32;
    private static final ScoreDoc[] NONE = {};

    private final IndexSearcher searcher;
    private final int dimension;
    private final int k;
    private final @Nullable Query words;
    private final @Nullable Query admitted;
    private ScoreDoc[] byWords = NONE;

    HybridSearch(Committed committed, WordRequest request) throws IOException {
        this.searcher = committed.searcher();
        this.dimension = committed.dimension();
        this.k = request.k();
        this.words = Queries.words(request.question(), searcher.getIndexReader());
        this.admitted = Queries.both(
                Queries.visible(request.visibility(), searcher.getIndexReader()),
                FilterFields.query(request.filter(), request.visibility().tenant()));
    }

    /** Finds the best by words. */
    HybridSearch begin() throws IOException {
        if (words != null) {
            byWords = searcher.search(Queries.restricted(words, admitted), new TopScoreDocCollectorManager(k, k))
                    .scoreDocs;
        }
        return this;
    }

    @Override
    public List<Candidate> candidates(Embedding vector) {
        try {
            return with(target(vector));
        } catch (IOException e) {
            throw LuceneSnapshot.unreadable(e);
        }
    }

    private float[] target(Embedding vector) {
        float[] target = vector.toArray();
        if (dimension != 0 && dimension != target.length) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "vector-dimension-differs",
                    "The index holds vectors of " + dimension + " components, but the question came with "
                            + target.length + ": ask with the model that the documents were embedded with.");
        }
        return target;
    }

    private List<Candidate> with(float[] target) throws IOException {
        ScoreDoc[] byVector = searchVectors(target);
        int[] docs = Stream.concat(Stream.of(byWords), Stream.of(byVector))
                .mapToInt(found -> found.doc)
                .sorted()
                .distinct()
                .toArray();
        double[] bm25 = new double[docs.length];
        double[] cosine = new double[docs.length];
        Arrays.fill(bm25, Double.NaN);
        Arrays.fill(cosine, Double.NaN);
        for (ScoreDoc found : byWords) {
            bm25[Arrays.binarySearch(docs, found.doc)] = found.score;
        }
        for (ScoreDoc found : byVector) {
            cosine[Arrays.binarySearch(docs, found.doc)] = cosine(found.score);
        }
        return complete(target, docs, bm25, cosine, weight(searcher));
    }

    /** What is admitted and came after {@code edition}, with both scores, those of words as {@code frozen} has them. */
    List<Candidate> publishedSince(Embedding vector, long edition, WordStatistics frozen) throws IOException {
        float[] target = target(vector);
        Query later = LongField.newRangeQuery(Fields.EDITION, edition + 1, Long.MAX_VALUE);
        int[] docs = Matches.of(Queries.restricted(later, admitted), searcher);
        double[] bm25 = new double[docs.length];
        double[] cosine = new double[docs.length];
        Arrays.fill(bm25, Double.NaN);
        Arrays.fill(cosine, Double.NaN);
        return complete(target, docs, bm25, cosine, weight(new FrozenSearcher(searcher.getIndexReader(), frozen)));
    }

    private @Nullable Weight weight(IndexSearcher scorer) throws IOException {
        return words == null ? null : scorer.createWeight(scorer.rewrite(words), ScoreMode.COMPLETE, 1);
    }

    /** Fills in what is not known (NaN), and gives each its name. */
    private List<Candidate> complete(
            float[] target, int[] docs, double[] bm25, double[] cosine, @Nullable Weight weight) throws IOException {
        List<Candidate> candidates = new ArrayList<>(docs.length);
        int from = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            int to = from;
            int end = leaf.docBase + leaf.reader().maxDoc();
            while (to < docs.length && docs[to] < end) {
                to++;
            }
            if (to > from) {
                scoreWords(leaf, weight, docs, bm25, from, to);
                scoreVectors(target, leaf, docs, cosine, from, to);
                name(leaf, docs, bm25, cosine, from, to, candidates);
            }
            from = to;
        }
        return candidates;
    }

    private ScoreDoc[] searchVectors(float[] target) throws IOException {
        int neighbours = Math.max(k, LEAST_NEIGHBOURS);
        Query nearest = new KnnFloatVectorQuery(Fields.VECTOR, target, neighbours, admitted);
        return searcher.search(nearest, new TopScoreDocCollectorManager(k, k)).scoreDocs;
    }

    /** Fills in the BM25 of the passages that only the vectors found, by the same query's scorer. */
    private static void scoreWords(
            LeafReaderContext leaf, @Nullable Weight weight, int[] docs, double[] bm25, int from, int to)
            throws IOException {
        boolean complete = IntStream.range(from, to).noneMatch(i -> Double.isNaN(bm25[i]));
        Scorer scorer = weight == null || complete ? null : weight.scorer(leaf);
        DocIdSetIterator matching = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
        for (int i = from; i < to; i++) {
            if (Double.isNaN(bm25[i])) {
                int doc = docs[i] - leaf.docBase;
                if (matching.docID() < doc) {
                    matching.advance(doc);
                }
                bm25[i] = scorer != null && matching.docID() == doc ? scorer.score() : 0;
            }
        }
    }

    /** Fills in the cosine of the passages that only the words found, from their stored vectors. */
    private static void scoreVectors(
            float[] target, LeafReaderContext leaf, int[] docs, double[] cosine, int from, int to) throws IOException {
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        VectorScorer scorer = vectors == null ? null : vectors.scorer(target);
        if (scorer == null) {
            throw new IOException("a segment has passages and no vectors");
        }
        DocIdSetIterator having = scorer.iterator();
        for (int i = from; i < to; i++) {
            if (Double.isNaN(cosine[i])) {
                int doc = docs[i] - leaf.docBase;
                if (having.docID() < doc) {
                    having.advance(doc);
                }
                if (having.docID() != doc) {
                    throw new IOException("a passage has no vector");
                }
                cosine[i] = cosine(scorer.score());
            }
        }
    }

    private static void name(
            LeafReaderContext leaf,
            int[] docs,
            double[] bm25,
            double[] cosine,
            int from,
            int to,
            List<Candidate> candidates)
            throws IOException {
        BinaryDocValues names = leaf.reader().getBinaryDocValues(Fields.NAMES);
        for (int i = from; i < to; i++) {
            if (names == null || !names.advanceExact(docs[i] - leaf.docBase)) {
                throw new IOException("a passage has no name");
            }
            BytesRef name = names.binaryValue();
            String text = name.utf8ToString();
            candidates.add(new Candidate(
                    docs[i],
                    text.substring(DOCUMENT_ID_LENGTH),
                    text.substring(0, DOCUMENT_ID_LENGTH),
                    bm25[i],
                    cosine[i]));
        }
    }

    /** Lucene scores a dot product as (1 + dot) ÷ 2, so that it is never negative. */
    private static double cosine(float score) {
        return Math.clamp(2.0 * score - 1, -1, 1);
    }
}
