package io.millrace.local.activator;

/** A request that can't be passed on now: answered 503, so that it is sent again. */
final class NoPlaceException extends Exception {

    private static final long serialVersionUID = 1;

    private final String code;

    NoPlaceException(String code, String detail) {
        super(detail);
        this.code = code;
    }

    String code() {
        return code;
    }
}
