package io.millrace.core.index;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which documents a question is about; part of the store's query, never applied after it. Each component that is given must
 * hold; of several values one is enough. What a document says in upper case is compared in lower case.
 *
 * @param sources uris of sources, as they are registered; one that ends in a slash holds all below it
 * @param path how the path of the document's uri begins, without scheme and host; null for any
 * @param contentTypes media types without parameters, such as {@code text/html}
 * @param languages codes such as {@code en}; a document in {@code en-GB} has {@code en} too
 * @param tags of the document's metadata {@code tags}, which separates them with commas
 * @param changedFrom changed at its source then or later, both counted in whole milliseconds; null for any
 * @param changedBefore changed at its source before that, counted so too; null for any
 * @param documents ids of documents
 * @param where what must hold of the document's metadata, all of it; see {@link Where}
 */
public record Filter(
        Set<String> sources,
        @Nullable String path,
        Set<String> contentTypes,
        Set<String> languages,
        Set<String> tags,
        @Nullable Instant changedFrom,
        @Nullable Instant changedBefore,
        Set<String> documents,
        List<Condition> where) {

    /** All documents. */
    public static final Filter NONE = new Filter(Set.of(), null, Set.of(), Set.of(), Set.of(), null, null, Set.of());

    /** The most conditions on metadata. */
    public static final int MAX_CONDITIONS = 16;

    /** The most values of one component. */
    public static final int MAX_VALUES = 100;

    /** The longest value, in UTF-16 units: as long as a uri may be. */
    public static final int MAX_LENGTH = 8192;

    /** The longest that all sources are together, in UTF-16 units: stores that look a source up by an automaton need a kilobyte for each. */
    public static final int MAX_SOURCES_LENGTH = 32_768;

    /** The earliest date that can be asked for. */
    public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    /** The latest date that can be asked for. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** @throws IllegalArgumentException says which component is over its limit, or empty where it must not be */
    public Filter {
        sources = bounded("sources", sources, UnaryOperator.identity());
        requireTotal(sources);
        contentTypes = bounded("contentTypes", contentTypes, Filter::folded);
        languages = bounded("languages", languages, Filter::folded);
        tags = bounded("tags", tags, Filter::folded);
        documents = bounded("documents", documents, UnaryOperator.identity());
        if (path != null) {
            requireLength("path", path);
        }
        requireYear(changedFrom);
        requireYear(changedBefore);
        if (changedFrom != null && changedBefore != null && !changedFrom.isBefore(changedBefore)) {
            throw new IllegalArgumentException(
                    "nothing changed from " + changedFrom + " on and before " + changedBefore);
        }
        where = List.copyOf(where);
        if (where.size() > MAX_CONDITIONS) {
            throw new IllegalArgumentException(
                    "where takes up to " + MAX_CONDITIONS + " conditions, but has " + where.size());
        }
    }

    /** Without conditions on metadata. */
    public Filter(
            Set<String> sources,
            @Nullable String path,
            Set<String> contentTypes,
            Set<String> languages,
            Set<String> tags,
            @Nullable Instant changedFrom,
            @Nullable Instant changedBefore,
            Set<String> documents) {
        this(sources, path, contentTypes, languages, tags, changedFrom, changedBefore, documents, List.of());
    }

    /** Whether it admits all documents. */
    public boolean isNone() {
        return path == null
                && changedFrom == null
                && changedBefore == null
                && where.isEmpty()
                && Stream.of(sources, contentTypes, languages, tags, documents).allMatch(Set::isEmpty);
    }

    /** Those of the documents whose metadata meets all these conditions too. */
    public Filter where(List<Condition> conditions) {
        return new Filter(
                sources, path, contentTypes, languages, tags, changedFrom, changedBefore, documents, conditions);
    }

    /** The values of a document's tags and languages, as they are compared. */
    public static String folded(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    /** The tags that a document's metadata lists, the first {@link #MAX_VALUES} of them. */
    public static List<String> tagsOf(String listed) {
        return List.of(listed.split(",")).stream()
                .map(Filter::folded)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .limit(MAX_VALUES)
                .toList();
    }

    /** The part of a uri that {@link #path} speaks of: what comes after {@code scheme://host}, or after {@code scheme:}. */
    public static String pathOf(String uri) {
        String rest = uri.substring(uri.indexOf(':') + 1);
        if (!rest.startsWith("//")) {
            return rest;
        }
        int slash = rest.indexOf('/', 2);
        return slash < 0 ? "/" : rest.substring(slash);
    }

    private static Set<String> bounded(String name, Collection<String> values, UnaryOperator<String> spelling) {
        if (values.size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    name + " takes up to " + MAX_VALUES + " values, but has " + values.size());
        }
        TreeSet<String> spelled = new TreeSet<>();
        for (String value : values) {
            requireLength(name, value);
            spelled.add(spelling.apply(value));
        }
        return Set.copyOf(spelled);
    }

    /** What stores can count in milliseconds, and people mean. */
    private static void requireYear(@Nullable Instant date) {
        if (date != null && (date.isBefore(EARLIEST) || date.isAfter(LATEST))) {
            throw new IllegalArgumentException(
                    "a date lies between " + EARLIEST + " and " + LATEST + ", but is " + date);
        }
    }

    private static void requireTotal(Set<String> sources) {
        int total = sources.stream().mapToInt(String::length).sum();
        if (total > MAX_SOURCES_LENGTH) {
            throw new IllegalArgumentException(
                    "sources have at most " + MAX_SOURCES_LENGTH + " characters together, but have " + total);
        }
    }

    private static void requireLength(String name, String value) {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a value of " + name + " has 1 to " + MAX_LENGTH + " characters, but "
                    + (value.isBlank() ? "is blank" : "has " + value.length()));
        }
    }
}
