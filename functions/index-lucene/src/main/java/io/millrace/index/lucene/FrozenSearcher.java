package io.millrace.index.lucene;

import io.millrace.core.index.WordStatistics;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;

/** Scores words by the statistics of another time: how many passages there were, how long, and how many held each stem. */
final class FrozenSearcher extends IndexSearcher {

    private final WordStatistics frozen;

    FrozenSearcher(IndexReader reader, WordStatistics frozen) {
        super(reader);
        this.frozen = frozen;
        setSimilarity(Committed.BM25);
    }

    /** What no passage held counts as held by one: Lucene knows no word that is nowhere. */
    @Override
    public TermStatistics termStatistics(Term term, int docFreq, long totalTermFreq) {
        int holding = Math.max(1, frozen.holding().getOrDefault(term.text(), docFreq));
        return new TermStatistics(term.bytes(), holding, Math.max(holding, totalTermFreq));
    }

    @Override
    public CollectionStatistics collectionStatistics(String field) {
        long passages = Math.max(1, frozen.passages());
        return new CollectionStatistics(field, passages, passages, Math.max(passages, frozen.tokens()), passages);
    }
}
