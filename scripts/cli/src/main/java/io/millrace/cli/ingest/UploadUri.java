package io.millrace.cli.ingest;

import java.net.URI;
import java.net.URISyntaxException;

/** The uri of an uploaded file: its name from the argument that led to it, so that sending it again replaces it. */
final class UploadUri {

    private UploadUri() {}

    static String of(String name) {
        try {
            return new URI("upload", null, "/" + name, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("every path can be percent-encoded: " + name, e);
        }
    }
}
