package io.millrace.cli.client;

import java.util.List;
import okhttp3.RequestBody;

/**
 * A document whose bytes are sent.
 *
 * @param uri canonical; the same uri replaces
 * @param title empty for the one that the document itself has
 * @param access who may see it; empty for the default
 * @param body its bytes and content type
 */
public record Upload(String uri, String title, List<String> access, RequestBody body) {

    public Upload {
        access = List.copyOf(access);
    }
}
