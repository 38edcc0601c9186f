package io.millrace.cli.evaluation;

import java.nio.charset.StandardCharsets;

/** A corpus document's uri: {@code eval:} and its id, percent-encoded but for what RFC 3986 calls unreserved, so that there is one spelling. */
final class EvalUri {

    private static final String SCHEME = "eval:";
    private static final String UNRESERVED = "-._~";

    private EvalUri() {}

    static String of(String id) {
        StringBuilder uri = new StringBuilder(SCHEME);
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append('%').append(String.format("%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
