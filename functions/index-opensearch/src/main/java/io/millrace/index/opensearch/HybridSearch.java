package io.millrace.index.opensearch;

import io.millrace.core.index.SearchRequest;
import io.millrace.index.opensearch.PassageReader.Place;
import io.millrace.index.opensearch.PointInTime.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The best passages by words and the best by direction, each with both scores. The first request asks for the best of each, the second for both scores of all of them, so that a
 * passage has the same scores whichever way it was found; a third between the two only where a document has more of the best than the first gave.
 */
final class HybridSearch {

    /** How many passages of a document the first request gives: few have more among the best. */
    private static final int FEW = 3;

    /** How many neighbours the walk through a graph keeps in view at least: below, the best ten are found less surely. */
    private static final int LEAST_IN_VIEW = 100;

    /** A passage with both scores. */
    record Scored(Place place, double bm25, double cosine) {}

    private final PointInTime moment;
    private final SearchRequest request;
    private final float[] target;
    private final List<Object> admission;
    private final WordScores words;
    private final double factor;

    /** @param factor by which OpenSearch's scores of words are too large */
    HybridSearch(PointInTime moment, SearchRequest request, WordScores words, double factor) {
        this.moment = moment;
        this.request = request;
        this.target = request.vector().toArray();
        this.admission = new Admission(request.visibility(), request.filter()).conditions();
        this.words = words;
        this.factor = factor;
    }

    List<Scored> candidates() {
        int k = request.k();
        int few = Math.min(k, FEW);
        List<Search> searches = new ArrayList<>();
        Object nearest = PassageQueries.nearest(target, Math.max(k, LEAST_IN_VIEW), admission);
        searches.add(ranked(
                admission,
                PassageQueries.nested(PassageQueries.BY_VECTOR, nearest, few, List.of()),
                k,
                PassageQueries.BY_VECTOR));
        if (!words.isEmpty()) {
            searches.add(ranked(admission, byWords(few), k, PassageQueries.BY_WORDS));
        }
        List<List<Hit>> found = moment.searches(searches);
        Set<Place> best = new LinkedHashSet<>(best(
                found.getFirst(),
                PassageQueries.BY_VECTOR,
                size -> PassageQueries.nested(
                        PassageQueries.BY_VECTOR,
                        PassageQueries.compared(target, PassageQueries.all()),
                        size,
                        List.of())));
        if (!words.isEmpty()) {
            best.addAll(best(found.getLast(), PassageQueries.BY_WORDS, this::byWords));
        }
        return scored(best);
    }

    private Object byWords(int size) {
        return PassageQueries.nested(PassageQueries.BY_WORDS, words.query(factor), size, List.of());
    }

    private static Search ranked(List<Object> filters, Object query, int size, String name) {
        return new Search(filters, query, size, true, name.equals(PassageQueries.BY_WORDS), List.of());
    }

    /** @param wider the query that finds the same passages of given documents, and up to so many of each */
    private List<Place> best(List<Hit> hits, String name, IntFunction<Object> wider) {
        int k = request.k();
        Map<String, List<Hit.Inner>> found = new LinkedHashMap<>();
        hits.forEach(hit -> found.put(hit.id(), hit.passages(name)));
        List<Hit.Inner> all = sorted(found);
        double least =
                all.size() < k ? Double.NEGATIVE_INFINITY : all.get(k - 1).score();
        List<String> cut = hits.stream()
                .filter(hit -> hit.hasMore(name) && lowest(hit.passages(name)) >= least)
                .map(Hit::id)
                .toList();
        if (!cut.isEmpty()) {
            moment.search(ranked(List.of(Admission.ids(cut)), wider.apply(k), cut.size(), name))
                    .forEach(hit -> found.put(hit.id(), hit.passages(name)));
            all = sorted(found);
        }
        return all.stream()
                .limit(k)
                .map(each -> new Place(each.document(), each.id()))
                .toList();
    }

    private static double lowest(List<Hit.Inner> found) {
        return found.isEmpty() ? Double.POSITIVE_INFINITY : found.getLast().score();
    }

    /** Equal ones stay as OpenSearch orders them. */
    private static List<Hit.Inner> sorted(Map<String, List<Hit.Inner>> found) {
        return found.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble(Hit.Inner::score).reversed())
                .toList();
    }

    private List<Scored> scored(Set<Place> best) {
        if (best.isEmpty()) {
            return List.of();
        }
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        best.forEach(each -> wanted.computeIfAbsent(each.document(), id -> new LinkedHashSet<>())
                .add(each.chunk()));
        int most = wanted.values().stream().mapToInt(Set::size).max().orElse(1);
        Object ids = PassageQueries.withIds(
                wanted.values().stream().flatMap(Set::stream).toList());
        List<Object> parts = new ArrayList<>();
        parts.add(
                PassageQueries.nested(PassageQueries.BY_VECTOR, PassageQueries.compared(target, ids), most, List.of()));
        if (!words.isEmpty()) {
            parts.add(PassageQueries.nested(
                    PassageQueries.BY_WORDS, PassageQueries.filtered(words.query(factor), ids), most, List.of()));
        }
        List<Hit> hits = moment.search(new Search(
                List.of(Admission.ids(wanted.keySet())),
                Map.of("bool", Map.of("should", parts)),
                wanted.size(),
                false,
                true,
                List.of()));
        List<Scored> scored = new ArrayList<>();
        for (Hit hit : hits) {
            Map<String, Double> bm25 = new HashMap<>();
            hit.passages(PassageQueries.BY_WORDS).forEach(each -> bm25.put(each.id(), each.score()));
            for (Hit.Inner each : hit.passages(PassageQueries.BY_VECTOR)) {
                scored.add(new Scored(
                        new Place(hit.id(), each.id()),
                        bm25.getOrDefault(each.id(), 0.0),
                        PassageQueries.cosine(each.score())));
            }
        }
        return scored;
    }
}
