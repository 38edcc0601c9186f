package io.millrace.core.retrieve;

import io.millrace.core.document.AccessList;
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
import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An index in a list: BM25 (k1 .9, b .4) and cosine over every passage, exact. */
public class MemorySnapshot implements IndexSnapshot {

    private static final double K1 = .9;
    private static final double B = .4;

    /** A passage with its vector and who may see it. */
    public record Entry(String tenant, AccessList access, Passage passage, Embedding vector) {}

    private final List<Entry> entries;
    private final List<Map<String, Integer>> counts = new ArrayList<>();
    private final int[] lengths;
    private final Map<String, Integer> frequencies = new HashMap<>();
    private final double meanLength;

    public MemorySnapshot(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.lengths = new int[entries.size()];
        long total = 0;
        for (int i = 0; i < entries.size(); i++) {
            Passage passage = entries.get(i).passage();
            List<String> stems = Terms.stems(
                    PassageText.context(passage.title(), passage.chunk().headings())
                            + passage.chunk().text());
            Map<String, Integer> count = new HashMap<>();
            stems.forEach(stem -> count.merge(stem, 1, Integer::sum));
            count.keySet().forEach(stem -> frequencies.merge(stem, 1, Integer::sum));
            counts.add(count);
            lengths[i] = stems.size();
            total += stems.size();
        }
        this.meanLength = entries.isEmpty() ? 1 : (double) total / entries.size();
    }

    @Override
    public List<Candidate> candidates(SearchRequest request) {
        Set<String> stems = new LinkedHashSet<>(Terms.stems(request.question()));
        List<Candidate> all = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (visible(entry, request.visibility())) {
                Passage passage = entry.passage();
                double cosine = request.vector().cosine(entry.vector());
                all.add(new Candidate(i, passage.chunk().id(), passage.document(), bm25(i, stems), cosine));
            }
        }
        Set<Candidate> union = new LinkedHashSet<>();
        all.sort(Comparator.comparingDouble(Candidate::bm25).reversed());
        all.stream().limit(request.k()).filter(c -> c.bm25() > 0).forEach(union::add);
        all.sort(Comparator.comparingDouble(Candidate::cosine).reversed());
        all.stream().limit(request.k()).forEach(union::add);
        return List.copyOf(union);
    }

    private static boolean visible(Entry entry, Visibility visibility) {
        String prefix = visibility.uriPrefix();
        return entry.tenant().equals(visibility.tenant())
                && entry.access().admits(visibility.principals())
                && (prefix == null || entry.passage().uri().startsWith(prefix));
    }

    private double bm25(int entry, Set<String> stems) {
        double score = 0;
        double norm = K1 * (1 - B + B * lengths[entry] / meanLength);
        for (String stem : stems) {
            int count = counts.get(entry).getOrDefault(stem, 0);
            score += inverseDocumentFrequency(stem) * count / (count + norm);
        }
        return score;
    }

    @Override
    public List<Passage> load(List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> entries.get(candidate.ref()).passage())
                .toList();
    }

    @Override
    public List<Passage> passages(DocumentKey document) {
        return entries.stream()
                .filter(entry -> entry.tenant().equals(document.tenant()))
                .map(Entry::passage)
                .filter(passage -> passage.document().equals(document.id()))
                .sorted(Comparator.comparingInt(passage -> passage.chunk().ordinal()))
                .toList();
    }

    @Override
    public Map<PassageText, EmbeddedChunk> embedded(DocumentKey document, String configuration, Set<String> chunks) {
        throw new UnsupportedOperationException("no search asks for it");
    }

    @Override
    public double inverseDocumentFrequency(String stem) {
        int holding = frequencies.getOrDefault(stem, 0);
        return Math.log(1 + (entries.size() - holding + .5) / (holding + .5));
    }

    @Override
    public Edition edition() {
        return new Edition("memory", 1);
    }

    @Override
    public WordStatistics statistics(String question) {
        Map<String, Integer> holding = new HashMap<>();
        Terms.stems(question).forEach(stem -> holding.put(stem, frequencies.getOrDefault(stem, 0)));
        return new WordStatistics(entries.size(), Math.round(entries.size() * meanLength), holding);
    }

    /** It never changes. */
    @Override
    public List<Candidate> publishedSince(Edition edition, SearchRequest request, WordStatistics frozen) {
        return List.of();
    }

    @Override
    public boolean unchanged(Set<String> documents, Edition edition, Visibility visibility, Filter filter) {
        return true;
    }

    @Override
    public void close() {}
}
