package io.millrace.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a model is served.
 *
 * @param bases addresses without {@code /v1}, such as {@code http://127.0.0.1:8090}; each serves the same model, so that any of them can be asked
 * @param model the id that the server knows the model by
 * @param timeout how long one call may take, from connecting to the last byte, whichever addresses it is sent to
 * @param apiKey sent as a bearer token; null for none; never printed
 * @param http how they are talked to
 */
public record ModelEndpoint(
        List<URI> bases,
        String model,
        Duration timeout,
        @Nullable String apiKey,
        HttpSettings http) {

    public ModelEndpoint {
        bases = List.copyOf(bases);
        if (bases.isEmpty()) {
            throw new IllegalArgumentException("the model " + model + " needs the address of a server");
        }
        for (URI base : bases) {
            check(base, http);
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException("the model at " + bases + " needs a name");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "the timeout of " + bases + " must be more than zero, but is " + timeout);
        }
    }

    /** One address, by default settings. */
    public ModelEndpoint(URI base, String model, Duration timeout, @Nullable String apiKey) {
        this(List.of(base), model, timeout, apiKey, HttpSettings.DEFAULT);
    }

    /** Without a key. */
    public ModelEndpoint(URI base, String model, Duration timeout) {
        this(base, model, timeout, null);
    }

    private static void check(URI base, HttpSettings http) {
        String scheme = base.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || base.getHost() == null) {
            throw new IllegalArgumentException("a model endpoint is an http or https URI with a host, but is '" + base
                    + "'; set it to the address of the model server, without /v1");
        }
        if (http.http2PriorKnowledge() && scheme.equals("https")) {
            throw new IllegalArgumentException("HTTP/2 by prior knowledge is for http, but the address is '" + base
                    + "': over https it is agreed on; leave the setting out");
        }
    }

    @Override
    public String toString() {
        return "ModelEndpoint[" + bases + ", " + model + ", " + timeout + (apiKey == null ? "" : ", with a key") + "]";
    }
}
