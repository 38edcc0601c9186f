package io.millrace.source.mongodb;

import java.io.IOException;

/** A change stream can't be followed on from where it was: what changed meanwhile is to be found by a comparison, and the stream begun anew. The message says why. */
public final class ChangesLostException extends IOException {

    private static final long serialVersionUID = 1;

    ChangesLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
