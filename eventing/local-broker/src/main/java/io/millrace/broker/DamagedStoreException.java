package io.millrace.broker;

/** What the store holds can't be read as it was written. */
final class DamagedStoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedStoreException(String message) {
        super(message);
    }

    DamagedStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
