package io.millrace.manifests;

/**
 * Something wrong with one rendered object.
 *
 * @param object kind and name, such as {@code Trigger/chunking}
 * @param message what is wrong, with the value and the remedy
 */
record Finding(String object, String message) {

    @Override
    public String toString() {
        return object + ": " + message;
    }
}
