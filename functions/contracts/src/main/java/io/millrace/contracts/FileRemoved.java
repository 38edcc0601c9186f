package io.millrace.contracts;

/** @param uri canonical {@code file:} uri */
public record FileRemoved(String uri) {

    public FileRemoved {
        Require.notBlank("uri", uri);
    }
}
