package io.millrace.source.jdbc;

import java.io.IOException;

/** A value that was asked for can't be one of its column, or one that is stored can't be read. */
final class UnfitValueException extends IOException {

    private static final long serialVersionUID = 1L;

    UnfitValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
