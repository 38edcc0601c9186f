package io.millrace.answering.access;

import io.millrace.core.access.Caller;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Who may call the API. */
@ConfigMapping(prefix = "millrace.access")
public interface AccessConfig {

    /** What callers may do who show neither a key nor a token: {@code reader} or {@code writer}; nothing by default, they are answered 401. */
    Optional<Caller.Role> anonymous();

    /** The file of API keys that {@code millrace keys} writes; on Knative from a Secret. None by default: no key opens anything. */
    Optional<Path> keys();

    /** The most requests a minute of a caller that has no limit of its own; 0 for no limit. Counted by each process. */
    @WithDefault("0")
    int perMinute();

    /** Whether questions stand in the audit log in full; by default their length stands there. */
    @WithDefault("false")
    boolean auditText();

    /** How tokens of an OpenID Connect provider are read; {@code quarkus.oidc.auth-server-url} names it. */
    Claims oidc();

    interface Claims {

        /** The claim that names the tenant; without it in a token, the tenant is {@code default}. */
        @WithDefault("tenant")
        String tenant();

        /** The claim that lists the groups. */
        @WithDefault("groups")
        String groups();

        /**
         * The claim that names the user, and without which a token is refused. Access lists hold such names, so it has to be one that the provider gives to nobody else, ever: where
         * {@code preferred_username} may change hands, or applications' tokens have none, {@code sub}.
         */
        @WithDefault("preferred_username")
        String user();

        /** Members of this group may put in and remove documents. None by default. */
        Optional<String> writers();

        /** Members of this group may do everything. None by default. */
        Optional<String> administrators();
    }
}
