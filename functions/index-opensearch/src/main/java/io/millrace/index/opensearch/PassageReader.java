package io.millrace.index.opensearch;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Passage;
import io.millrace.index.opensearch.PointInTime.Search;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads passages as they were at one moment. */
record PassageReader(PointInTime moment) {

    private static final List<String> OF_DOCUMENT = List.of("version", "uri", "title");

    /** Where a passage is: in which document, and its chunk's id. */
    record Place(String document, String chunk) {}

    /**
     * A passage that was compared with a vector.
     *
     * @param cosine with the vector
     */
    record Compared(Place place, Passage passage, double cosine) {}

    /** The passages at these places. */
    Map<Place, Passage> at(Collection<Place> places) {
        Map<String, Set<String>> wanted = new HashMap<>();
        Set<String> chunks = new LinkedHashSet<>();
        for (Place place : places) {
            wanted.computeIfAbsent(place.document(), id -> new LinkedHashSet<>())
                    .add(place.chunk());
            chunks.add(place.chunk());
        }
        int most = wanted.values().stream().mapToInt(Set::size).max().orElse(1);
        Map<Place, Passage> found = new HashMap<>();
        for (Hit hit : moment.search(new Search(
                List.of(Admission.ids(wanted.keySet())),
                PassageQueries.nested(
                        PassageQueries.BY_ID, PassageQueries.withIds(chunks), most, List.of(PassageQueries.CONTENT)),
                wanted.size(),
                false,
                false,
                OF_DOCUMENT))) {
            for (Hit.Inner inner : hit.passages(PassageQueries.BY_ID)) {
                found.put(new Place(hit.id(), inner.id()), passage(hit, inner));
            }
        }
        return found;
    }

    /** All passages of a document, in their order. */
    List<Passage> of(DocumentKey document) {
        Object all = PassageQueries.nested(
                PassageQueries.BY_ID, PassageQueries.all(), IndexForm.MOST_PASSAGES, List.of(PassageQueries.CONTENT));
        List<Passage> passages = new ArrayList<>();
        for (Hit hit : moment.search(search(document, List.of(), all))) {
            hit.passages(PassageQueries.BY_ID).stream()
                    .sorted(Comparator.comparingInt(Hit.Inner::offset))
                    .forEach(inner -> passages.add(passage(hit, inner)));
        }
        passages.sort(Comparator.comparingInt(passage -> passage.chunk().ordinal()));
        return passages;
    }

    /** Those of a document's passages that have one of these ids, with their vectors, if the document has this configuration. */
    Map<PassageText, EmbeddedChunk> embedded(DocumentKey document, String configuration, Set<String> chunks) {
        Object withIds = PassageQueries.nested(
                PassageQueries.BY_ID,
                PassageQueries.withIds(chunks),
                chunks.size(),
                List.of(PassageQueries.CONTENT, PassageQueries.EMBEDDING));
        Map<PassageText, EmbeddedChunk> embedded = new HashMap<>();
        for (Hit hit :
                moment.search(search(document, List.of(Admission.term("configuration", configuration)), withIds))) {
            String title = hit.source().path("title").asText();
            for (Hit.Inner inner : hit.passages(PassageQueries.BY_ID)) {
                EmbeddedChunk passage = embedded(inner);
                embedded.put(PassageText.of(title, passage.chunk()), passage);
            }
        }
        return embedded;
    }

    /** All passages of a document's version with their vectors, in their order; none where another is what can be found. */
    List<EmbeddedChunk> embedded(DocumentKey document, String version) {
        Object all = PassageQueries.nested(
                PassageQueries.BY_ID,
                PassageQueries.all(),
                IndexForm.MOST_PASSAGES,
                List.of(PassageQueries.CONTENT, PassageQueries.EMBEDDING));
        return moment.search(search(document, List.of(), all)).stream()
                .filter(hit -> hit.source().path("version").asText().equals(version))
                .flatMap(hit -> hit.passages(PassageQueries.BY_ID).stream())
                .sorted(Comparator.comparingInt(Hit.Inner::offset))
                .map(PassageReader::embedded)
                .toList();
    }

    private static EmbeddedChunk embedded(Hit.Inner inner) {
        PassageContent content = content(inner);
        Embedding vector = Embedding.fromBase64(
                inner.fields().path(PassageQueries.EMBEDDING).path(0).asText());
        return new EmbeddedChunk(content.chunk(), vector, content.sentences());
    }

    private static Search search(DocumentKey document, List<Object> more, Object query) {
        List<Object> filters = new ArrayList<>(more);
        filters.add(Admission.ids(List.of(document.id())));
        filters.add(Admission.term("tenant", document.tenant()));
        return new Search(filters, query, 1, false, false, OF_DOCUMENT);
    }

    /** All passages of these documents, as far as they are admitted, compared with {@code target}. */
    List<Compared> compared(Collection<String> documents, Admission admission, float[] target) {
        List<Object> filters = admission.conditions();
        filters.add(Admission.ids(documents));
        Object compared = PassageQueries.nested(
                PassageQueries.BY_VECTOR,
                PassageQueries.compared(target, PassageQueries.all()),
                IndexForm.MOST_PASSAGES,
                List.of(PassageQueries.CONTENT));
        List<Compared> all = new ArrayList<>();
        for (Hit hit : moment.search(new Search(filters, compared, documents.size(), false, false, OF_DOCUMENT))) {
            for (Hit.Inner inner : hit.passages(PassageQueries.BY_VECTOR)) {
                all.add(new Compared(
                        new Place(hit.id(), inner.id()), passage(hit, inner), PassageQueries.cosine(inner.score())));
            }
        }
        return all;
    }

    private static Passage passage(Hit hit, Hit.Inner inner) {
        PassageContent content = content(inner);
        return new Passage(
                hit.id(),
                hit.source().path("version").asText(),
                hit.source().path("uri").asText(),
                hit.source().path("title").asText(),
                content.chunk(),
                content.sentences());
    }

    private static PassageContent content(Hit.Inner inner) {
        return PassageContent.of(
                inner.fields().path(PassageQueries.CONTENT).path(0).asText());
    }
}
