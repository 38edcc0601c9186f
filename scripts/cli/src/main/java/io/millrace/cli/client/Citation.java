package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a part of an answer rests on.
 *
 * @param number the marker {@code [number]} in the answer
 * @param page 1-based; null where the document has none
 * @param quote the words that support it
 * @param span where they are in the chunk
 */
public record Citation(
        int number,
        String document,
        @Nullable String chunk,
        String uri,
        @Nullable String title,
        @Nullable Integer page,
        @Nullable List<String> headings,
        @Nullable JsonNode span,
        @Nullable String quote) {}
