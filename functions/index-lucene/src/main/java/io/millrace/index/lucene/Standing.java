package io.millrace.index.lucene;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Whether documents are found as they were. A version's passages come all in one commit and go all in one, so one live passage tells which
 * edition brought the version, and who sees it.
 */
final class Standing {

    private static final int NONE = -1;

    private final Committed committed;

    Standing(Committed committed) {
        this.committed = committed;
    }

    boolean unchanged(Set<String> documents, long edition, Visibility visibility, Filter filter) throws IOException {
        int[] docs = new int[documents.size()];
        int count = 0;
        for (String document : documents) {
            int doc = broughtBy(edition, Fields.passagesOf(new DocumentKey(visibility.tenant(), document)));
            if (doc == NONE) {
                return false;
            }
            docs[count++] = doc;
        }
        Arrays.sort(docs);
        @Nullable
        Query admitted = Queries.both(
                Queries.visible(visibility, committed.reader()), FilterFields.query(filter, visibility.tenant()));
        return admitted == null || Matches.all(docs, admitted, committed.searcher());
    }

    /** A live passage of the document, if its version came with {@code edition} or before. */
    private int broughtBy(long edition, Term document) throws IOException {
        for (LeafReaderContext leaf : committed.reader().leaves()) {
            PostingsEnum passages = leaf.reader().postings(document, PostingsEnum.NONE);
            Bits live = leaf.reader().getLiveDocs();
            while (passages != null && passages.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                int doc = passages.docID();
                if (live == null || live.get(doc)) {
                    return cameWith(leaf, doc) <= edition ? leaf.docBase + doc : NONE;
                }
            }
        }
        return NONE;
    }

    /** 0 for a passage that was written before editions were. */
    private static long cameWith(LeafReaderContext leaf, int doc) throws IOException {
        SortedNumericDocValues editions = DocValues.getSortedNumeric(leaf.reader(), Fields.EDITION);
        return editions.advanceExact(doc) ? editions.nextValue() : 0;
    }
}
