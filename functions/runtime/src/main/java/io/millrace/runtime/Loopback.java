package io.millrace.runtime;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

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

    /**
     * Whether somebody on this machine calls. A browser on this machine acts for any page that it shows: its page must come from this machine too, and the name
     * that it asked for must be this machine's own, as anybody's name can be made to lead here (DNS rebinding).
     */
    public boolean isCaller(RoutingContext call) {
        HttpServerRequest request = call.request();
        HostAndPort asked = request.authority();
        return trusted
                && isLoopbackAddress(request.connection().remoteAddress().hostAddress())
                && asked != null
                && isLoopback(asked.host())
                && isOfThisMachine(request.getHeader("Origin"));
    }

    private static boolean isOfThisMachine(@Nullable String origin) {
        try {
            return origin == null || isLoopback(URI.create(origin).getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A browser looks up {@code localhost} and what ends in it nowhere but here (RFC 6761). */
    private static boolean isLoopback(@Nullable String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || isLoopbackAddress(host);
    }

    /** Of a literal address: nothing is looked up. */
    private static boolean isLoopbackAddress(@Nullable String address) {
        try {
            return address != null
                    && InetAddress.ofLiteral(address.replaceAll("^\\[|]$", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
