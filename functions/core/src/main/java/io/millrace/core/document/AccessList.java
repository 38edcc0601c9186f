package io.millrace.core.document;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may see a document: {@code public}, or {@code user:NAME} and {@code group:NAME}.
 *
 * @param principals sorted, each once, at least one
 */
public record AccessList(List<String> principals) {

    /** Anyone, without identity. */
    public static final String PUBLIC = "public";

    /** The most principals of one document. */
    public static final int MAX_PRINCIPALS = 256;

    // Before EVERYONE, which is checked against it.
    private static final Pattern PRINCIPAL = Pattern.compile("public|(user|group):[^\\s,]{1,256}");

    /** Seen by everyone of the tenant and beyond. */
    public static final AccessList EVERYONE = new AccessList(List.of(PUBLIC));

    public AccessList {
        principals = principals.stream().sorted().distinct().toList();
        if (principals.isEmpty() || principals.size() > MAX_PRINCIPALS) {
            throw new IllegalArgumentException(
                    "an access list has 1 to " + MAX_PRINCIPALS + " principals, but has " + principals.size());
        }
        for (String principal : principals) {
            if (!PRINCIPAL.matcher(principal).matches()) {
                throw new IllegalArgumentException(
                        "a principal is public, user:NAME or group:NAME, but is '" + principal + "'");
            }
        }
    }

    /** Whether an access list can name it. */
    public static boolean isPrincipal(String name) {
        return PRINCIPAL.matcher(name).matches();
    }

    /** Whether one of {@code principals}, or anyone, may see it. */
    public boolean admits(Collection<String> askers) {
        return principals.contains(PUBLIC) || askers.stream().anyMatch(Set.copyOf(principals)::contains);
    }
}
