package io.millrace.cli.client;

import java.io.IOException;

/** Nothing answers at that address, or the answer broke off. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreachableException(String url, IOException cause) {
        super(url + " can't be reached: " + reason(cause), cause);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
