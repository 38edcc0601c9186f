package io.millrace.answering.access;

import io.millrace.core.access.ApiKey;
import io.millrace.core.access.ApiKeys;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Loopback;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * From what a request shows to who sent it: a key of ours, a token of the OpenID Connect provider, a connection from the machine that this runs on, or
 * nothing. Tokens that nobody here can read count as nothing: clients of OpenAI's API send one even where none is wanted.
 */
@Singleton
class Callers {

    private static final String BEARER = "Bearer ";

    private final AccessConfig config;
    private final ApiKeys keys;
    private final Loopback loopback;
    private final TokenCallers tokens;
    private final boolean provider;

    /** @param provider whether there is an OpenID Connect provider */
    Callers(
            AccessConfig config,
            ApiKeys keys,
            Loopback loopback,
            TokenCallers tokens,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean provider) {
        this.config = config;
        this.keys = keys;
        this.loopback = loopback;
        this.tokens = tokens;
        this.provider = provider;
    }

    /**
     * Who it is, and how many requests a minute they have.
     *
     * @param perMinute 0 for no limit
     */
    record Known(Caller caller, int perMinute) {}

    /** Fails with UNAUTHENTICATED for a wrong key or token, and for nothing where that does not do. */
    Uni<Known> of(RoutingContext call) {
        String token = bearer(call);
        if (token != null && ApiKey.isOne(token)) {
            return Uni.createFrom().item(() -> ofKey(token));
        }
        if (token != null && provider) {
            return QuarkusHttpUser.getSecurityIdentity(call, null)
                    .map(this::ofToken)
                    .onFailure(AuthenticationFailedException.class)
                    .transform(failure -> unauthenticated(
                            "token-invalid", "the token is not valid; get a new one from your provider"));
        }
        return Uni.createFrom().item(() -> ofNothing(call));
    }

    private Known ofKey(String presented) {
        ApiKey key = keys.find(presented)
                .orElseThrow(() -> unauthenticated(
                        "key-unknown", "there is no such API key; it may have been revoked: ask for a new one"));
        return new Known(key.caller(), key.perMinute() == 0 ? config.perMinute() : key.perMinute());
    }

    private Known ofToken(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw unauthenticated("token-invalid", "the token names nobody; get a new one from your provider");
        }
        return new Known(tokens.caller(identity), config.perMinute());
    }

    private Known ofNothing(RoutingContext call) {
        if (loopback.isCaller(call)) {
            return new Known(new Caller(DocumentKey.DEFAULT_TENANT, "owner", Set.of(), Role.ADMINISTRATOR), 0);
        }
        Role role = config.anonymous()
                .orElseThrow(() -> unauthenticated(
                        "key-missing", "say who you are: Authorization: Bearer, and an API key or a token"));
        return new Known(Caller.anonymous(role), config.perMinute());
    }

    private static @Nullable String bearer(RoutingContext call) {
        String header = call.request().getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private static ProblemException unauthenticated(String code, String detail) {
        return ProblemException.of(Category.UNAUTHENTICATED, code, detail);
    }
}
