package io.millrace.core.access;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Visibility;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param tenant the only one whose documents exist for them
 * @param name for the audit log and for rate limits: {@code key:ID}, {@code user:NAME} or {@code anonymous}
 * @param principals {@code user:NAME} and {@code group:NAME}; what is public they see anyway
 * @param role what they may do
 */
public record Caller(String tenant, String name, Set<String> principals, Role role) {

    /** What a caller may do; each may do what those before it may. */
    public enum Role {
        /** Search, ask, and read documents. */
        READER,
        /** Put in and remove documents. */
        WRITER,
        /** Sources, pages, reindexing and dead letters: what has an effect beyond the tenant's own documents, or shows more than them. */
        ADMINISTRATOR
    }

    public Caller {
        DocumentKey.requireTenant(tenant);
        principals = Set.copyOf(principals);
        principals.stream()
                .filter(one -> !AccessList.isPrincipal(one))
                .findFirst()
                .ifPresent(one -> {
                    throw new IllegalArgumentException("a principal is user:NAME or group:NAME, but is '" + one + "'");
                });
    }

    /** Somebody of whom nothing is known. */
    public static Caller anonymous(Role role) {
        return new Caller(DocumentKey.DEFAULT_TENANT, "anonymous", Set.of(), role);
    }

    /** Whether they may do what {@code needed} may. */
    public boolean may(Role needed) {
        return role.compareTo(needed) >= 0;
    }

    /**
     * What they see.
     *
     * @param uriPrefix only documents whose uri starts so; null for all
     */
    public Visibility visibility(@Nullable String uriPrefix) {
        return new Visibility(tenant, principals, uriPrefix);
    }

    /** Whether they see a document of {@code tenant} that {@code access} guards. */
    public boolean sees(String tenant, AccessList access) {
        return tenant.equals(this.tenant) && access.admits(principals);
    }
}
