package io.millrace.index.lucene;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** Which Lucene documents a query matches, without scores. */
final class Matches {

    private Matches() {}

    /** All of them that are live, in order. */
    static int[] of(Query query, IndexSearcher searcher) throws IOException {
        Weight weight = weight(query, searcher);
        int[] found = new int[16];
        int count = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            Bits live = leaf.reader().getLiveDocs();
            DocIdSetIterator matching = matching(weight, leaf);
            for (int doc = matching.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = matching.nextDoc()) {
                if (live == null || live.get(doc)) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, 2 * count);
                    }
                    found[count++] = leaf.docBase + doc;
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    /**
     * Whether it matches each of {@code docs}.
     *
     * @param docs in order
     */
    static boolean all(int[] docs, Query query, IndexSearcher searcher) throws IOException {
        Weight weight = weight(query, searcher);
        int next = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            if (next < docs.length && docs[next] < end) {
                DocIdSetIterator matching = matching(weight, leaf);
                for (; next < docs.length && docs[next] < end; next++) {
                    int doc = docs[next] - leaf.docBase;
                    if (matching.docID() < doc) {
                        matching.advance(doc);
                    }
                    if (matching.docID() != doc) {
                        return false;
                    }
                }
            }
        }
        return next == docs.length;
    }

    private static Weight weight(Query query, IndexSearcher searcher) throws IOException {
        return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    private static DocIdSetIterator matching(Weight weight, LeafReaderContext leaf) throws IOException {
        Scorer scorer = weight.scorer(leaf);
        return scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
    }
}
