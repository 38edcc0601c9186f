package io.millrace.index.pgvector;

import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Filter;
import io.millrace.core.index.MetadataValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Filter} asks of a document, as columns of its row. What is too long to be asked for is left out, and what is longer than an index takes
 * stands as its hash (see {@link Words#key}).
 *
 * @param path see {@link Filter#pathOf}
 * @param contentType without parameters
 * @param languages its metadata's language, with and without the region
 * @param values what conditions see of its metadata
 */
public record FilterColumns(
        @Nullable String path,
        @Nullable String contentType,
        List<String> languages,
        List<String> tags,
        long changedMillis,
        Map<String, MetadataValue> values) {

    private static final String LANGUAGE = "language";
    private static final String TAGS = "tags";

    public static FilterColumns of(DocumentVersion version) {
        String path = Filter.pathOf(version.uri());
        String contentType = Filter.folded(version.contentType().split(";", 2)[0]);
        String language = Filter.folded(version.metadata().getOrDefault(LANGUAGE, ""));
        List<String> languages = new ArrayList<>();
        if (isAskable(language)) {
            languages.add(Words.key(language));
        }
        String withoutRegion = language.split("[-_]", 2)[0];
        if (!withoutRegion.equals(language) && isAskable(withoutRegion)) {
            languages.add(Words.key(withoutRegion));
        }
        return new FilterColumns(
                isAskable(path) ? path : null,
                isAskable(contentType) ? Words.key(contentType) : null,
                languages,
                Filter.tagsOf(version.metadata().getOrDefault(TAGS, "")).stream()
                        .filter(FilterColumns::isAskable)
                        .map(Words::key)
                        .toList(),
                withinReach(version.changedAt()).toEpochMilli(),
                MetadataValue.of(version.metadata()));
    }

    private static boolean isAskable(String value) {
        return !value.isEmpty() && value.length() <= Filter.MAX_LENGTH;
    }

    /** What a filter can ask for, whatever a source says of a document's age. */
    private static Instant withinReach(Instant changedAt) {
        if (changedAt.isBefore(Filter.EARLIEST)) {
            return Filter.EARLIEST;
        }
        return changedAt.isAfter(Filter.LATEST) ? Filter.LATEST : changedAt;
    }
}
