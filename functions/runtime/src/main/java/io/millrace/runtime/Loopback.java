package io.millrace.runtime;

import io.millrace.core.access.ThisMachine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether a caller is on this machine, which is all the identity that there is so far. Only where the process was told that such callers are its owner:
 * on Knative every request, whoever sends it, comes from the pod's own proxy over loopback.
 */
@Singleton
public class Loopback {

    private final boolean trusted;

    /** @param trusted whether a loopback address says that the caller is on this machine; set by {@code scripts/local} alone */
    Loopback(@ConfigProperty(name = "millrace.loopback.trusted", defaultValue = "false") boolean trusted) {
        this.trusted = trusted;
    }

    /** Whether callers on this machine are trusted at all; then nobody else reaches the functions. */
    public boolean isTrusted() {
        return trusted;
    }

    /** Whether somebody on this machine calls, and not a page of another that a browser here shows. */
    public boolean isCaller(RoutingContext call) {
        HttpServerRequest request = call.request();
        HostAndPort asked = request.authority();
        return trusted
                && ThisMachine.isAddress(request.connection().remoteAddress().hostAddress())
                && asked != null
                && ThisMachine.isName(asked.host())
                && ThisMachine.isOrigin(request.getHeader("Origin"));
    }
}
