package io.millrace.index.lucene;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** One commit, held open. Safe for use by many threads. */
final class LuceneSnapshot implements IndexSnapshot {

    private final Committed committed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param committed acquired for this snapshot, released when it is closed
     */
    LuceneSnapshot(Committed committed) {
        this.committed = committed;
    }

    @Override
    public List<Candidate> candidates(SearchRequest request) {
        try {
            return new HybridSearch(committed, request).candidates();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public List<Passage> load(List<Candidate> candidates) {
        List<LeafReaderContext> leaves = committed.reader().leaves();
        List<Passage> passages = new ArrayList<>(candidates.size());
        try {
            for (Candidate candidate : candidates) {
                LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(candidate.ref(), leaves));
                passages.add(PassageCodec.decode(Committed.payload(leaf.reader(), candidate.ref() - leaf.docBase)));
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return passages;
    }

    @Override
    public List<Passage> passages(DocumentKey document) {
        List<Passage> passages = new ArrayList<>();
        Term of = Fields.passagesOf(document);
        try {
            for (LeafReaderContext leaf : committed.reader().leaves()) {
                PostingsEnum found = leaf.reader().postings(of, PostingsEnum.NONE);
                Bits live = leaf.reader().getLiveDocs();
                while (found != null && found.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    if (live == null || live.get(found.docID())) {
                        passages.add(PassageCodec.decode(Committed.payload(leaf.reader(), found.docID())));
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        passages.sort(Comparator.comparingInt(passage -> passage.chunk().ordinal()));
        return passages;
    }

    @Override
    public double inverseDocumentFrequency(String stem) {
        try {
            long passages = committed.reader().getDocCount(Fields.TEXT);
            long holding = committed.reader().docFreq(new Term(Fields.TEXT, stem));
            return Math.log(1 + (passages - holding + .5) / (holding + .5));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static ProblemException unreadable(IOException e) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "index-not-readable",
                        "The index can't be read (" + e + "); mend the disk, or restore the index from a backup."),
                e);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            OpenIndex.release(committed);
        }
    }
}
