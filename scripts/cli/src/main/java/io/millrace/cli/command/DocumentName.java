package io.millrace.cli.command;

import io.millrace.cli.ingest.FileUri;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a person calls a document. */
final class DocumentName {

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);

    private DocumentName() {}

    /** The uri as it was given, or that of the file at a path. */
    static String uri(String name) {
        return SCHEME.matcher(name).matches() ? name : FileUri.of(Path.of(name));
    }
}
