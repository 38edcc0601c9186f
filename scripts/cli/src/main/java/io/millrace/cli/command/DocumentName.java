package io.millrace.cli.command;

import io.millrace.cli.ingest.FileUri;
import io.millrace.core.document.ObjectUri;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a person calls a document. */
final class DocumentName {

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);

    private static final Pattern OBJECT = Pattern.compile("(?i)(s3|gs|az)://.*", Pattern.DOTALL);

    private DocumentName() {}

    /** The uri as it was given, of an object in a bucket in its one spelling, or that of the file at a path. */
    static String uri(String name) {
        if (OBJECT.matcher(name).matches()) {
            try {
                return ObjectUri.parse(name).toString();
            } catch (IllegalArgumentException e) {
                return name; // the beginning of one, which may end within an escape
            }
        }
        return SCHEME.matcher(name).matches() ? name : FileUri.of(Path.of(name));
    }
}
