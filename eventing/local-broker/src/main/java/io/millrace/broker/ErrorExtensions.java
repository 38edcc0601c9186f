package io.millrace.broker;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The extensions by which Knative's brokers say on a dead letter what went wrong. */
final class ErrorExtensions {

    static final String DEST = "knativeerrordest";
    static final String CODE = "knativeerrorcode";
    static final String DATA = "knativeerrordata";

    /** How much of an answer they hold. */
    static final int MAX_DATA_BYTES = 1024;

    private ErrorExtensions() {}

    /** Where an event was sent, and the status that came back; to be added to. */
    static Map<String, String> of(String destination, int status) {
        Map<String, String> extensions = new HashMap<>();
        extensions.put(DEST, destination);
        extensions.put(CODE, String.valueOf(status));
        return extensions;
    }

    static String data(byte[] bytes) {
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, Math.min(bytes.length, MAX_DATA_BYTES)));
    }
}
