package io.millrace.core.index;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.PassageText;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The index at one moment. */
public interface IndexSnapshot extends AutoCloseable {

    /**
     * The union of the best {@code k} passages by BM25 and the best {@code k} by cosine, each with both scores, in no
     * particular order. Only what the request's visibility admits is looked at.
     */
    List<Candidate> candidates(SearchRequest request);

    /** Does of {@link #candidates} what needs no vector, so that it is done by the time that comes; a store that can do nothing of it leaves all to the vector. */
    default BegunSearch begin(WordRequest request) {
        return vector -> candidates(request.with(vector));
    }

    /** The candidates' passages, in the same order. Candidates must come from this snapshot. */
    List<Passage> load(List<Candidate> candidates);

    /** Every passage of a document, in its order; empty where nothing of it can be found. */
    List<Passage> passages(DocumentKey document);

    /**
     * Those of one version of a document; empty where another can be found. Whoever has looked up in the ledger who may see the document asks for the version that the
     * ledger named: a snapshot may be ahead of it, with a version that others may see.
     */
    default List<Passage> passages(DocumentKey document, String version) {
        return passages(document).stream()
                .filter(passage -> passage.version().equals(version))
                .toList();
    }

    /**
     * Chunks of a document's current version with their vectors, by what the model read of them; only those whose id is in
     * {@code chunks}, and none at all unless the version has the given configuration: vectors of another model are no use.
     */
    Map<PassageText, EmbeddedChunk> embedded(DocumentKey document, String configuration, Set<String> chunks);

    /** ln(1 + (N − n + ½) ÷ (n + ½)) for the number n of the N passages that hold the stem (BM25's idf). */
    double inverseDocumentFrequency(String stem);

    /** How far the index had come at this moment. */
    Edition edition();

    /** What {@link #candidates} scores the question's words by. */
    WordStatistics statistics(String question);

    /**
     * Every passage that the request admits and that was published after {@code edition}, with both scores: BM25 as it would be if
     * the index's statistics were {@code frozen}. The request's {@code k} has no effect.
     *
     * @param edition of this index's origin
     */
    List<Candidate> publishedSince(Edition edition, SearchRequest request, WordStatistics frozen);

    /**
     * Whether each of the documents can be found as it could at {@code edition}, and is admitted.
     *
     * @param documents ids
     * @param edition of this index's origin
     */
    boolean unchanged(Set<String> documents, Edition edition, Visibility visibility, Filter filter);

    @Override
    void close();
}
