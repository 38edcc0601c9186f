package io.millrace.index.pgvector;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a database of PostgreSQL is. May hold a password, so nothing prints it whole. */
public final class PgvectorUrl {

    private static final String FORM =
            "the store's address is jdbc:postgresql://host[:port]/database[?options] or postgresql://[user:password@]host[:port]/database[?options]";

    private final String jdbc;

    private PgvectorUrl(String jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws IllegalArgumentException which does not repeat the address: it may hold a password */
    public static PgvectorUrl of(String url) {
        if (url.startsWith("jdbc:postgresql://")
                && !url.substring("jdbc:postgresql://".length()).contains("@")) {
            return new PgvectorUrl(url);
        }
        if (!url.toLowerCase(Locale.ROOT).matches("postgres(ql)?://.*")) {
            throw new IllegalArgumentException(FORM);
        }
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null
                    || uri.getRawPath() == null
                    || uri.getRawPath().length() < 2) {
                throw new IllegalArgumentException(FORM);
            }
            StringBuilder jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
            if (uri.getPort() >= 0) {
                jdbc.append(':').append(uri.getPort());
            }
            jdbc.append(uri.getRawPath());
            char next = '?';
            if (uri.getRawQuery() != null) {
                jdbc.append('?').append(uri.getRawQuery());
                next = '&';
            }
            // Percent-encoded as it came: the driver decodes a property's value.
            if (uri.getRawUserInfo() != null) {
                String[] user = uri.getRawUserInfo().split(":", 2);
                jdbc.append(next).append("user=").append(user[0]);
                if (user.length == 2) {
                    jdbc.append("&password=").append(user[1]);
                }
            }
            return new PgvectorUrl(jdbc.toString());
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException(FORM);
        }
    }

    String jdbc() {
        return jdbc;
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return jdbc.split("\\?", 2)[0];
    }
}
