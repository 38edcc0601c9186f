package io.millrace.contracts;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.DocumentVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What payloads demand of their fields. Each failure is an {@link IllegalArgumentException} that names the field. */
final class Require {

    private static final Pattern QUESTION_ID = Pattern.compile("[0-9a-f]{32}");
    private static final int MAX_METADATA = DocumentVersion.MAX_METADATA;

    private Require() {}

    static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    static void notBlank(String field, @Nullable String value) {
        if (present(field, value).isBlank()) {
            throw new IllegalArgumentException(field + " is empty");
        }
    }

    static void atLeast(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(field + " must be at least " + least + ", but is " + value);
        }
    }

    static void oneOf(String field, @Nullable String value, String... allowed) {
        if (!Arrays.asList(allowed).contains(present(field, value))) {
            throw new IllegalArgumentException(
                    field + " must be one of " + String.join(", ", allowed) + ", but is '" + value + "'");
        }
    }

    static List<String> access(@Nullable List<String> access) {
        return new AccessList(present("access", access)).principals();
    }

    static Map<String, String> metadata(@Nullable Map<String, String> metadata) {
        if (present("metadata", metadata).size() > MAX_METADATA) {
            throw new IllegalArgumentException("metadata has more than " + MAX_METADATA + " entries");
        }
        return Map.copyOf(metadata);
    }

    static void document(
            @Nullable String document, @Nullable String sequence, @Nullable String tenant, @Nullable String uri) {
        notBlank("uri", uri);
        new DocumentKey(present("tenant", tenant), present("document", document));
        new Sequence(present("sequence", sequence));
    }

    static void question(@Nullable String id, @Nullable String tenant) {
        if (!QUESTION_ID.matcher(present("id", id)).matches()) {
            throw new IllegalArgumentException("id must be 32 hexadecimal digits, but is '" + id + "'");
        }
        notBlank("tenant", tenant);
    }
}
