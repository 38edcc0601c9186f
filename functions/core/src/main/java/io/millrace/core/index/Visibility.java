package io.millrace.core.index;

import io.millrace.core.document.AccessList;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a question may see; part of the store's query, never applied after it.
 *
 * @param tenant of the asker
 * @param principals of the asker, {@code public} always among them
 * @param uriPrefix only documents whose uri starts so, at most {@link #MAX_PREFIX} characters; null for all
 */
public record Visibility(
        String tenant, Set<String> principals, @Nullable String uriPrefix) {

    /** The longest prefix, in UTF-16 units: stores that look it up by an automaton need a kilobyte for each. */
    public static final int MAX_PREFIX = 2048;

    /** @throws IllegalArgumentException the prefix is too long */
    public Visibility {
        requirePrefix(uriPrefix);
        principals = Stream.concat(principals.stream(), Stream.of(AccessList.PUBLIC))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IllegalArgumentException it is too long */
    public static void requirePrefix(@Nullable String uriPrefix) {
        if (uriPrefix != null && uriPrefix.length() > MAX_PREFIX) {
            throw new IllegalArgumentException(
                    "uriPrefix has at most " + MAX_PREFIX + " characters, but has " + uriPrefix.length());
        }
    }

    /** What anyone may see. */
    public static Visibility anonymous(String tenant) {
        return new Visibility(tenant, Set.of(), null);
    }
}
