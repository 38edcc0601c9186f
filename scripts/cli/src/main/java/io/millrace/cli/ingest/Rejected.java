package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Something that did not go in, and why. */
public record Rejected(String uri, String code, String reason) {

    static Rejected of(DocumentView document) {
        return new Rejected(
                document.uri(),
                Objects.requireNonNullElse(document.code(), "rejected"),
                Objects.requireNonNullElse(document.reason(), "no reason was given"));
    }

    /** Those that are in the state of having been rejected. */
    public static List<Rejected> among(Collection<DocumentView> documents) {
        return documents.stream()
                .filter(document -> document.is("rejected"))
                .map(Rejected::of)
                .toList();
    }
}
