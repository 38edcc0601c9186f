package io.millrace.capture;

/** Another process reads the log, and this one is to take over as soon as that ends. */
final class LogTakenException extends LogBlockedException {

    private static final long serialVersionUID = 1;

    LogTakenException(String message) {
        super(message);
    }
}
