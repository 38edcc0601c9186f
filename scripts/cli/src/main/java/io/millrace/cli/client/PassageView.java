package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passage that was found.
 *
 * @param page 1-based; null where the document has none
 * @param headings from the outermost in
 * @param scores each step's score
 */
public record PassageView(
        String document,
        String chunk,
        String uri,
        @Nullable String title,
        @Nullable Integer page,
        @Nullable List<String> headings,
        String text,
        double score,
        @Nullable JsonNode scores) {}
