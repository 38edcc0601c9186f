package io.millrace.index.opensearch;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Edition;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.index.opensearch.PassageReader.Compared;
import io.millrace.index.opensearch.PassageReader.Place;
import io.millrace.index.pgvector.LedgerView;
import io.millrace.index.pgvector.QuestionWords;
import io.millrace.index.pgvector.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger said, and then OpenSearch at one moment: whatever the ledger's edition counts can be found, and perhaps something that was written since and that the ledger
 * is about to count.
 */
final class OpenSearchSnapshot implements IndexSnapshot {

    /** About so many passages are read by one request. */
    private static final int PAGE = 1000;

    private final Cluster cluster;
    private final LedgerView ledger;
    private final @Nullable PointInTime moment;
    private final Map<Place, Integer> refs = new HashMap<>();
    private final List<Place> places = new ArrayList<>();
    private boolean closed;

    /** @param moment null where nothing has ever been kept */
    private OpenSearchSnapshot(Cluster cluster, LedgerView ledger, @Nullable PointInTime moment) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.moment = moment;
    }

    static OpenSearchSnapshot open(Cluster cluster, String index, LedgerView ledger) {
        return new OpenSearchSnapshot(cluster, ledger, ledger.dimension() == 0 ? null : PointInTime.of(cluster, index));
    }

    private synchronized @Nullable PointInTime moment() {
        if (closed) {
            throw new IllegalStateException("the snapshot is closed");
        }
        return moment;
    }

    @Override
    public List<Candidate> candidates(SearchRequest request) {
        PointInTime now = moment();
        if (now == null) {
            return List.of();
        }
        requireDimension(request.vector());
        QuestionWords question = QuestionWords.of(request.question());
        WordScores words =
                new WordScores(question, ledger.statistics(question.counts().keySet()));
        double factor = cluster.version().scoreFactor(IndexForm.K1);
        return new HybridSearch(now, request, words, factor)
                .candidates().stream()
                        .map(found -> candidate(found.place(), found.bm25(), found.cosine()))
                        .toList();
    }

    private void requireDimension(Embedding vector) {
        if (vector.dimension() != ledger.dimension()) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "vector-dimension-differs",
                    "The index holds vectors of " + ledger.dimension() + " components, but the question came with "
                            + vector.dimension() + ": ask with the model that the documents were embedded with.");
        }
    }

    private synchronized Candidate candidate(Place found, double bm25, double cosine) {
        int ref = refs.computeIfAbsent(found, place -> {
            places.add(place);
            return places.size() - 1;
        });
        return new Candidate(ref, found.chunk(), found.document(), bm25, cosine);
    }

    private synchronized Place place(Candidate candidate) {
        return places.get(candidate.ref());
    }

    @Override
    public List<Passage> load(List<Candidate> candidates) {
        PointInTime now = moment();
        if (now == null || candidates.isEmpty()) {
            return List.of();
        }
        List<Place> wanted = candidates.stream().map(this::place).toList();
        Map<Place, Passage> found = new PassageReader(now).at(wanted);
        return wanted.stream()
                .map(place -> Objects.requireNonNull(found.get(place), "a candidate of another snapshot"))
                .toList();
    }

    @Override
    public List<Passage> passages(DocumentKey document) {
        PointInTime now = moment();
        return now == null ? List.of() : new PassageReader(now).of(document);
    }

    @Override
    public Map<PassageText, EmbeddedChunk> embedded(DocumentKey document, String configuration, Set<String> chunks) {
        PointInTime now = moment();
        return now == null || chunks.isEmpty()
                ? Map.of()
                : new PassageReader(now).embedded(document, configuration, chunks);
    }

    @Override
    public double inverseDocumentFrequency(String stem) {
        String key = Words.key(stem);
        WordStatistics statistics = ledger.statistics(List.of(key));
        return WordScores.idf(statistics.passages(), statistics.holding().getOrDefault(key, 0));
    }

    @Override
    public Edition edition() {
        return ledger.edition();
    }

    @Override
    public WordStatistics statistics(String question) {
        return ledger.statistics(QuestionWords.of(question).counts().keySet());
    }

    @Override
    public List<Candidate> publishedSince(Edition since, SearchRequest request, WordStatistics frozen) {
        PointInTime now = moment();
        List<LedgerView.Found> changed = ledger.changedSince(since, request.visibility(), request.filter());
        if (now == null || changed.isEmpty()) {
            return List.of();
        }
        requireDimension(request.vector());
        WordScores words = new WordScores(QuestionWords.of(request.question()), frozen);
        List<Candidate> candidates = new ArrayList<>();
        List<String> page = new ArrayList<>();
        int passages = 0;
        for (LedgerView.Found each : changed) {
            page.add(each.id());
            passages += each.passages();
            if (passages >= PAGE) {
                candidates.addAll(scored(now, page, request, words));
                page.clear();
                passages = 0;
            }
        }
        if (!page.isEmpty()) {
            candidates.addAll(scored(now, page, request, words));
        }
        return candidates;
    }

    private List<Candidate> scored(
            PointInTime now, Collection<String> documents, SearchRequest request, WordScores words) {
        Admission admission = new Admission(request.visibility(), request.filter());
        List<Candidate> candidates = new ArrayList<>();
        for (Compared each : new PassageReader(now)
                .compared(documents, admission, request.vector().toArray())) {
            Passage passage = each.passage();
            List<String> stems = StoredDocument.stems(
                    passage.title(), passage.chunk().headings(), passage.chunk().text());
            candidates.add(candidate(each.place(), words.score(stems), each.cosine()));
        }
        return candidates;
    }

    @Override
    public boolean unchanged(Set<String> documents, Edition since, Visibility visibility, Filter filter) {
        return ledger.unchanged(documents, since, visibility, filter);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (moment != null) {
                moment.close();
            }
        }
    }
}
