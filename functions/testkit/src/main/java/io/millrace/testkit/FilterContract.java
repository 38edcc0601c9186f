package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.index.Batch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters are part of the store's query: what it finds is the best of what they admit, however much they leave out. */
public abstract class FilterContract extends StoreContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> ROOTS =
            List.of("file:/handbook/", "s3://docs/a/", "s3://docs/ab/", "https://example.org/help/");
    private static final List<String> ONE_BY_ONE =
            List.of("s3://docs/a/one", "s3://docs/a/one-more", "s3://docs/a/one/below");
    private static final List<String> TYPES =
            List.of("text/plain; charset=utf-8", "Text/HTML", "application/pdf", "text/markdown");
    private static final List<String> LANGUAGES = List.of("en", "en-GB", "de", "");
    private static final List<String> TAGS = List.of("draft", "policy, Draft", "benefits,policy", "", "travel");
    private static final int DOCUMENTS = 150;
    private static final int QUESTIONS = 200;

    private final Random random = new Random(7);
    private final Map<String, DocumentVersion> versions = new HashMap<>();

    @Test
    void filteredSearchFindsTheBestOfWhatTheFilterAdmits() {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            SampleDocument sample = sample(i);
            DocumentVersion version = version(sample);
            versions.put(sample.key().id(), version);
            batches.add(new Batch(version, 0, 1, sample.chunks()));
        }
        Staging.together(index(), batches);
        int narrow = 0;
        try (IndexSnapshot snapshot = index().snapshot()) {
            for (int i = 0; i < QUESTIONS; i++) {
                Filter filter = filter();
                Visibility visibility =
                        new Visibility(TENANT, random.nextBoolean() ? Set.of() : Set.of("user:ann"), null);
                int k = 1 + random.nextInt(8);
                String question = word() + " " + word();
                List<Candidate> admitted =
                        snapshot.candidates(request(question, i, visibility, Filter.NONE, 1000)).stream()
                                .filter(candidate ->
                                        admits(filter, Objects.requireNonNull(versions.get(candidate.document()))))
                                .toList();
                List<Candidate> found = snapshot.candidates(request(question, i, visibility, filter, k));
                assertThat(found).as("%s", filter).isSubsetOf(admitted);
                assertThat(best(found, Candidate::bm25, k)).isEqualTo(best(admitted, Candidate::bm25, k));
                assertThat(best(found, Candidate::cosine, k)).isEqualTo(best(admitted, Candidate::cosine, k));
                narrow += admitted.isEmpty() ? 0 : 1;
            }
        }
        assertThat(narrow).as("filters that admit something").isBetween(QUESTIONS / 4, QUESTIONS);
    }

    @Test
    void everyComponentMustHold() {
        SampleDocument sample = SampleDocument.of("one", "Heron.");
        index().stage(new Batch(
                version(sample, "text/html;charset=utf-8", Map.of("language", "en-GB", "tags", "A b, c"), START),
                0,
                1,
                sample.chunks()));
        assertThat(found(filter(Set.of("text/html"), Set.of("en"), Set.of("a B"), START, START.plusMillis(1))))
                .isTrue();
        assertThat(found(filter(Set.of("text/plain"), Set.of("en"), Set.of("a b"), START, null)))
                .isFalse();
        assertThat(found(filter(Set.of("text/html"), Set.of("gb"), Set.of("a b"), START, null)))
                .isFalse();
        assertThat(found(filter(Set.of("text/html"), Set.of("en"), Set.of("b"), START, null)))
                .isFalse();
        assertThat(found(filter(Set.of(), Set.of(), Set.of(), START.plusMillis(1), null)))
                .isFalse();
        assertThat(found(filter(Set.of(), Set.of(), Set.of(), null, START))).isFalse();
    }

    @Test
    void takesMetadataThatNobodyCanAskFor() {
        SampleDocument sample = SampleDocument.of("odd", "Heron.");
        Map<String, String> metadata = Map.of("language", "x".repeat(50_000), "tags", "y".repeat(50_000) + ",z");
        index().stage(new Batch(version(sample, "t".repeat(50_000), metadata, Instant.MAX), 0, 1, sample.chunks()));
        assertThat(found(filter(Set.of(), Set.of(), Set.of("z"), START, null))).isTrue();
    }

    private static Filter filter(
            Set<String> types,
            Set<String> languages,
            Set<String> tags,
            @Nullable Instant from,
            @Nullable Instant before) {
        return new Filter(Set.of(), null, types, languages, tags, from, before, Set.of());
    }

    private boolean found(Filter filter) {
        try (IndexSnapshot snapshot = index().snapshot()) {
            return !snapshot.candidates(request("heron", 1, Visibility.anonymous(TENANT), filter, 5))
                    .isEmpty();
        }
    }

    private static SearchRequest request(String question, int seed, Visibility visibility, Filter filter, int k) {
        return new SearchRequest(question, SampleVectors.unit(seed), visibility, filter, k);
    }

    private SampleDocument sample(int i) {
        // A few are sources of their own, each beside documents whose uri begins like it.
        String uri = i < ONE_BY_ONE.size() ? ONE_BY_ONE.get(i) : pick(ROOTS) + word() + "/" + i;
        String text = word() + " " + word() + " " + word() + " " + i + ".";
        SampleDocument sample = new SampleDocument(TENANT, uri, AccessList.EVERYONE, 1, null, List.of(text), 1);
        return random.nextInt(4) == 0 ? sample.seenBy("user:ann") : sample;
    }

    private DocumentVersion version(SampleDocument sample) {
        return version(
                sample,
                pick(TYPES),
                Map.of("language", pick(LANGUAGES), "tags", pick(TAGS)),
                START.plus(Duration.ofHours(random.nextInt(100))));
    }

    private static DocumentVersion version(
            SampleDocument sample, String contentType, Map<String, String> metadata, Instant changedAt) {
        DocumentVersion version = sample.version();
        return new DocumentVersion(
                version.document(),
                version.version(),
                version.sequence(),
                version.configuration(),
                version.uri(),
                version.title(),
                contentType,
                null,
                metadata,
                version.access(),
                changedAt,
                version.bytes(),
                null);
    }

    private Filter filter() {
        Instant from = START.plus(Duration.ofHours(random.nextInt(60)));
        List<String> ids = List.copyOf(versions.keySet());
        return new Filter(
                some()
                        ? new HashSet<>(
                                List.of(pick(ROOTS), random.nextBoolean() ? pick(ROOTS) : ONE_BY_ONE.getFirst()))
                        : Set.of(),
                some() ? pick(List.of("/handbook/mi", "/a", "/ab/", "/help/heron/", "/nowhere")) : null,
                some() ? Set.of(pick(List.of("text/plain", "text/html", "application/pdf"))) : Set.of(),
                some() ? Set.of(pick(List.of("en", "en-gb", "de", "fr"))) : Set.of(),
                some() ? Set.of(pick(List.of("draft", "policy", "Travel"))) : Set.of(),
                some() ? from : null,
                some() ? from.plus(Duration.ofHours(1 + random.nextInt(40))) : null,
                some() ? Set.copyOf(ids.subList(0, 1 + random.nextInt(Filter.MAX_VALUES))) : Set.of());
    }

    /** Written apart from the store: what a filter means. */
    private static boolean admits(Filter filter, DocumentVersion version) {
        String uri = version.uri();
        String type = version.contentType().replaceAll(";.*", "").toLowerCase(Locale.ROOT);
        String language = version.metadata().getOrDefault("language", "").toLowerCase(Locale.ROOT);
        List<String> tags = List.of(version.metadata()
                .getOrDefault("tags", "")
                .toLowerCase(Locale.ROOT)
                .split("\\s*,\\s*"));
        Instant changed = version.changedAt();
        return (filter.sources().isEmpty()
                        || filter.sources().stream()
                                .anyMatch(source -> source.endsWith("/") ? uri.startsWith(source) : uri.equals(source)))
                && (filter.path() == null
                        || uri.replaceFirst("^[a-z0-9]+:(//[^/]*)?", "").startsWith(filter.path()))
                && (filter.contentTypes().isEmpty() || filter.contentTypes().contains(type))
                && (filter.languages().isEmpty()
                        || filter.languages().contains(language)
                        || filter.languages().contains(language.replaceAll("-.*", "")))
                && (filter.tags().isEmpty() || filter.tags().stream().anyMatch(tags::contains))
                && (filter.changedFrom() == null || !changed.isBefore(filter.changedFrom()))
                && (filter.changedBefore() == null || changed.isBefore(filter.changedBefore()))
                && (filter.documents().isEmpty()
                        || filter.documents().contains(version.document().id()));
    }

    private boolean some() {
        return random.nextInt(4) == 0;
    }

    private String word() {
        return pick(List.of("heron", "mill", "water", "wheel", "grain", "flour", "race", "stone"));
    }

    private String pick(List<String> choice) {
        return choice.get(random.nextInt(choice.size()));
    }
}
