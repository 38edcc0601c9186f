package io.millrace.core.row;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one spelling of a row: {@code row://source/table/key}, with a slash between the parts of a key of several columns. All but letters, digits and
 * {@code - . _ ~} of table and key is percent-encoded as UTF-8 with upper-case digits (RFC 3986). The source's name stands for the
 * database, so a database that moves to another host keeps its documents.
 *
 * @param source name of the source, as its mapping says
 * @param table table or collection, with its schema or key space where the mapping names one
 * @param key values of the key's columns in the order of the mapping, as text; empty for the table itself
 */
public record RowUri(String source, String table, List<String> key) {

    /** How each row's uri begins. */
    public static final String SCHEME = "row://";

    private static final Pattern SOURCE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException says what is wrong */
    public RowUri {
        if (!SOURCE.matcher(source).matches()) {
            throw new IllegalArgumentException(
                    "a source's name has 1 to 63 lower-case letters, digits and inner hyphens, but is '" + source
                            + "'");
        }
        if (table.isEmpty()) {
            throw new IllegalArgumentException("a row's table has a name, but in source " + source + " it is empty");
        }
        key = List.copyOf(key);
    }

    /**
     * Reads a uri.
     *
     * @throws IllegalArgumentException says what is wrong
     */
    public static RowUri parse(String uri) {
        String[] parts = uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()).split("/", -1) : new String[0];
        if (parts.length < 2) {
            throw new IllegalArgumentException("a row's uri is row://source/table/key, but is '" + uri + "'");
        }
        List<String> key = new ArrayList<>();
        for (int i = 2; i < parts.length; i++) {
            key.add(decoded(parts[i]));
        }
        return new RowUri(parts[0], decoded(parts[1]), key.equals(List.of("")) ? List.of() : key);
    }

    /** How the uris of all rows of a source begin, and of no other's. */
    public static String rootOf(String source) {
        return SCHEME + source + "/";
    }

    /** Another row of the same table. */
    public RowUri withKey(List<String> other) {
        return new RowUri(source, table, other);
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The canonical spelling; a table's own ends in a slash, since all its rows lie below it. */
    @Override
    public String toString() {
        StringBuilder uri =
                new StringBuilder(rootOf(source)).append(encoded(table)).append('/');
        for (int i = 0; i < key.size(); i++) {
            uri.append(i == 0 ? "" : "/").append(encoded(key.get(i)));
        }
        return uri.toString();
    }
}
