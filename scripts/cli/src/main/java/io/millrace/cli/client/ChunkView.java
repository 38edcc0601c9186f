package io.millrace.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passage as it was embedded.
 *
 * @param headings from the outermost in
 */
public record ChunkView(
        String id,
        String text,
        @Nullable List<String> headings,
        @Nullable String title) {

    record Listing(List<ChunkView> chunks) {}
}
