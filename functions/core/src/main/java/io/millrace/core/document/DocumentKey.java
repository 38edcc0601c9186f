package io.millrace.core.document;

import java.util.regex.Pattern;

/**
 * A document of a tenant.
 *
 * @param tenant whose it is
 * @param id hash(tenant, canonical uri): 32 hexadecimal digits
 */
public record DocumentKey(String tenant, String id) {

    /** The tenant of everything until tenants are told apart. */
    public static final String DEFAULT_TENANT = "default";

    private static final Pattern TENANT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    public DocumentKey {
        requireTenant(tenant);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a document id is 32 hexadecimal digits, but is '" + id + "'");
        }
    }

    /** @throws IllegalArgumentException if that can't be a tenant's name */
    public static void requireTenant(String tenant) {
        if (!TENANT.matcher(tenant).matches()) {
            throw new IllegalArgumentException(
                    "a tenant has 1 to 63 lower-case letters, digits and inner hyphens, but is '" + tenant + "'");
        }
    }

    /** The key of the document at {@code uri}, which must be canonical: one document, one spelling. */
    public static DocumentKey of(String tenant, String uri) {
        return new DocumentKey(tenant, Digest.of(tenant, uri));
    }
}
