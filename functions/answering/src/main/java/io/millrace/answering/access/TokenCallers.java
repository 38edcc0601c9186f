package io.millrace.answering.access;

import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** From a verified token's claims to whom it stands for. */
@Singleton
class TokenCallers {

    private final AccessConfig.Claims claims;

    TokenCallers(AccessConfig config) {
        this.claims = config.oidc();
    }

    /** @throws ProblemException UNAUTHENTICATED, {@code token-unusable}, when a claim has no form that can be used */
    Caller caller(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            throw unusable("it is no JSON Web Token");
        }
        // Another claim in its place might be the name of somebody else.
        String user = text(token, claims.user());
        if (user == null) {
            throw unusable("it has no claim " + claims.user() + " (millrace.access.oidc.user)");
        }
        Set<String> groups = groups(token);
        Set<String> principals = new LinkedHashSet<>();
        principals.add("user:" + user);
        // A group that no access list can name opens nothing.
        groups.stream()
                .map(group -> "group:" + group)
                .filter(AccessList::isPrincipal)
                .forEach(principals::add);
        String tenant = text(token, claims.tenant());
        try {
            return new Caller(
                    tenant == null ? DocumentKey.DEFAULT_TENANT : tenant,
                    principals.iterator().next(),
                    principals,
                    role(groups));
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    private Role role(Set<String> groups) {
        if (isIn(claims.administrators(), groups)) {
            return Role.ADMINISTRATOR;
        }
        return isIn(claims.writers(), groups) ? Role.WRITER : Role.READER;
    }

    private static boolean isIn(Optional<String> group, Set<String> groups) {
        return group.filter(groups::contains).isPresent();
    }

    private Set<String> groups(JsonWebToken token) {
        Set<String> groups = new LinkedHashSet<>();
        if (token.getClaim(claims.groups()) instanceof Collection<?> all) {
            all.forEach(group -> groups.add(string(group)));
        }
        return groups;
    }

    private static @Nullable String text(JsonWebToken token, String claim) {
        Object value = token.getClaim(claim);
        return value == null ? null : string(value);
    }

    /** Claims that the specification does not name come as JSON. */
    private static String string(Object value) {
        return value instanceof jakarta.json.JsonString json ? json.getString() : value.toString();
    }

    private static ProblemException unusable(String why) {
        return ProblemException.of(
                Category.UNAUTHENTICATED,
                "token-unusable",
                "the token is valid, but can't be used: " + why + "; correct the provider's claims");
    }
}
