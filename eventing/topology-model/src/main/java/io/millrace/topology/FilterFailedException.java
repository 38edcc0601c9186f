package io.millrace.topology;

/** A filter can't say whether it passes an event. Only filters read for {@link DeliveryProfile#MT} do so. */
public final class FilterFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FilterFailedException(String message) {
        super(message);
    }
}
