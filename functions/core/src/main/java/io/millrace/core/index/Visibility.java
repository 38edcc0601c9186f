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
 * @param uriPrefix only documents whose uri starts so; null for all
 */
public record Visibility(
        String tenant, Set<String> principals, @Nullable String uriPrefix) {

    public Visibility {
        principals = Stream.concat(principals.stream(), Stream.of(AccessList.PUBLIC))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What anyone may see. */
    public static Visibility anonymous(String tenant) {
        return new Visibility(tenant, Set.of(), null);
    }
}
