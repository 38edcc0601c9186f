package io.millrace.core.document;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one spelling of an object in a bucket: {@code s3://bucket/key}, {@code gs://bucket/name} or {@code az://account/container/name}. All
 * but letters, digits, {@code - . _ ~} and slashes of the key is percent-encoded as UTF-8 with upper-case digits (RFC 3986), so one object is one
 * document, and keys with leading, doubled or trailing slashes, dots, control characters or spaces keep them.
 *
 * @param scheme {@code s3}, {@code gs} or {@code az}
 * @param bucket the bucket; with {@code az} the account, a slash and the container
 * @param key as the store has it, not encoded; empty for the bucket itself
 */
public record ObjectUri(String scheme, String bucket, String key) {

    private static final Set<String> SCHEMES = Set.of("s3", "gs", "az");
    private static final Pattern UNSURE_END = Pattern.compile("(%[0-9A-Fa-f]{0,2})+$");

    public ObjectUri {
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException("an object's uri starts with s3:, gs: or az:, but with " + scheme + ":");
        }
        int slash = bucket.indexOf('/');
        boolean complete = scheme.equals("az")
                ? slash > 0 && slash < bucket.length() - 1 && bucket.indexOf('/', slash + 1) < 0
                : slash < 0 && !bucket.isEmpty();
        if (!complete || !bucket.matches("[A-Za-z0-9._$/-]+")) {
            throw new IllegalArgumentException("'" + bucket + "' names no "
                    + (scheme.equals("az")
                            ? "account and container, as in az://account/container/"
                            : "bucket, as in " + scheme + "://bucket/folder/"));
        }
    }

    /**
     * Reads a uri in any spelling; {@link #toString} gives the canonical one.
     *
     * @throws IllegalArgumentException says what is wrong
     */
    public static ObjectUri parse(String uri) {
        int colon = uri.indexOf("://");
        if (colon < 0) {
            throw new IllegalArgumentException("an object's uri is scheme://bucket/key, but is '" + uri + "'");
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = uri.substring(colon + 3);
        int end = rest.indexOf('/');
        if (scheme.equals("az") && end >= 0) {
            end = rest.indexOf('/', end + 1);
        }
        String bucket = end < 0 ? rest : rest.substring(0, end);
        String key = end < 0 ? "" : rest.substring(end + 1);
        return new ObjectUri(scheme, bucket, decoded(key));
    }

    /**
     * A key that each object whose canonical uri starts with {@code uri} starts with: the longest that can be told for sure. What it
     * leads to may be more than was asked for, since a prefix may end within an escape.
     *
     * @param uri a prefix of canonical uris, at least up to the slash after the bucket
     */
    public static ObjectUri prefix(String uri) {
        return parse(UNSURE_END.matcher(uri).replaceFirst(""));
    }

    /** A plus sign is a plus sign in a path. */
    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + key
                            + "' has a percent sign that begins no escape such as %20; write a percent sign itself as %25",
                    e);
        }
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~")
                .replace("%2F", "/");
    }

    /** The same bucket, another key. */
    public ObjectUri withKey(String other) {
        return new ObjectUri(scheme, bucket, other);
    }

    /** The canonical spelling. */
    @Override
    public String toString() {
        return scheme + "://" + bucket + "/" + encoded(key);
    }
}
