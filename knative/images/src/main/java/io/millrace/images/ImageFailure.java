package io.millrace.images;

/** An image can't be made: the message names the thing and the remedy. */
final class ImageFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImageFailure(String message) {
        super(message);
    }

    ImageFailure(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
