package io.millrace.capture;

/** A log can't be read until somebody else does something; the message says what. */
sealed class LogBlockedException extends Exception permits LogTakenException {

    private static final long serialVersionUID = 1;

    LogBlockedException(String message) {
        super(message);
    }
}
