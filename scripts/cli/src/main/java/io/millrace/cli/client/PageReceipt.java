package io.millrace.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a page that was to be fetched.
 *
 * @param id the document's; null where the page was refused
 * @param code why it was refused; null where not
 */
public record PageReceipt(
        @Nullable String id,
        String uri,
        @Nullable String code,
        @Nullable String reason) {

    /** As the API gives it. */
    record Listing(List<PageReceipt> documents) {}
}
