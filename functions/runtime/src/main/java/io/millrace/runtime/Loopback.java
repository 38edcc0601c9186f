package io.millrace.runtime;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

    public boolean isCaller(RoutingContext call) {
        String address = call.request().connection().remoteAddress().hostAddress();
        try {
            // A literal address: nothing is looked up.
            return trusted && address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
