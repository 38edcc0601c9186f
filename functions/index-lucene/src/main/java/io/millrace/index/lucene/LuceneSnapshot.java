package io.millrace.index.lucene;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.BegunSearch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Edition;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordRequest;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

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
        return begin(words(request)).candidates(request.vector());
    }

    @Override
    public BegunSearch begin(WordRequest request) {
        try {
            return new HybridSearch(committed, request).begin();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static WordRequest words(SearchRequest request) {
        return new WordRequest(request.question(), request.visibility(), request.filter(), request.k());
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
        try {
            eachPassage(document, (segment, doc) -> passages.add(PassageCodec.decode(Committed.payload(segment, doc))));
        } catch (IOException e) {
            throw unreadable(e);
        }
        passages.sort(Comparator.comparingInt(passage -> passage.chunk().ordinal()));
        return passages;
    }

    @Override
    public Map<PassageText, EmbeddedChunk> embedded(DocumentKey document, String configuration, Set<String> chunks) {
        Map<PassageText, EmbeddedChunk> embedded = new HashMap<>();
        try {
            DocumentState state = committed.state(document);
            if (state == null
                    || state.indexing() == null
                    || !configuration.equals(state.indexing().configuration())) {
                return embedded;
            }
            Set<BytesRef> names = new HashSet<>();
            chunks.forEach(chunk -> names.add(Fields.name(document.id(), chunk)));
            eachPassage(document, (segment, doc) -> {
                BinaryDocValues name = segment.getBinaryDocValues(Fields.NAMES);
                if (name != null && name.advanceExact(doc) && names.contains(name.binaryValue())) {
                    Passage passage = PassageCodec.decode(Committed.payload(segment, doc));
                    embedded.put(
                            PassageText.of(passage.title(), passage.chunk()),
                            new EmbeddedChunk(
                                    passage.chunk(),
                                    Embedding.of(Committed.vector(segment, doc)),
                                    passage.sentences()));
                }
            });
        } catch (IOException e) {
            throw unreadable(e);
        }
        return embedded;
    }

    /** Takes a passage by the segment that holds it and its number there. */
    private interface PassageVisitor {
        void visit(LeafReader segment, int doc) throws IOException;
    }

    private void eachPassage(DocumentKey document, PassageVisitor visitor) throws IOException {
        Term of = Fields.passagesOf(document);
        for (LeafReaderContext leaf : committed.reader().leaves()) {
            PostingsEnum found = leaf.reader().postings(of, PostingsEnum.NONE);
            Bits live = leaf.reader().getLiveDocs();
            while (found != null && found.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if (live == null || live.get(found.docID())) {
                    visitor.visit(leaf.reader(), found.docID());
                }
            }
        }
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

    @Override
    public Edition edition() {
        return committed.edition();
    }

    @Override
    public WordStatistics statistics(String question) {
        try {
            return Queries.statistics(question, committed.reader());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public List<Candidate> publishedSince(Edition edition, SearchRequest request, WordStatistics frozen) {
        requireOrigin(edition);
        if (edition.number() >= committed.edition().number()) {
            return List.of();
        }
        try {
            return new HybridSearch(committed, words(request))
                    .publishedSince(request.vector(), edition.number(), frozen);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public boolean unchanged(Set<String> documents, Edition edition, Visibility visibility, Filter filter) {
        requireOrigin(edition);
        try {
            return new Standing(committed).unchanged(documents, edition.number(), visibility, filter);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void requireOrigin(Edition edition) {
        if (!edition.origin().equals(committed.edition().origin())) {
            throw new IllegalArgumentException("an edition of another origin tells nothing of this index");
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
