package io.millrace.cli.client;

import io.millrace.core.text.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passage as it was embedded.
 *
 * @param headings from the outermost in
 * @param sentences spans of {@code text}
 */
public record ChunkView(
        String id,
        String text,
        @Nullable List<String> headings,
        @Nullable String title,
        @Nullable List<Span> sentences) {

    record Listing(List<ChunkView> chunks) {}
}
