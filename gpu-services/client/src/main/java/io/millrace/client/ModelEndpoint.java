package io.millrace.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a model is served.
 *
 * @param base the server's address without {@code /v1}, such as {@code http://127.0.0.1:8090}
 * @param model the id that the server knows the model by
 * @param timeout how long one call may take, from connecting to the last byte
 * @param apiKey sent as a bearer token; null for none; never printed
 */
public record ModelEndpoint(
        URI base, String model, Duration timeout, @Nullable String apiKey) {

    public ModelEndpoint {
        String scheme = base.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || base.getHost() == null) {
            throw new IllegalArgumentException("a model endpoint is an http or https URI with a host, but is '" + base
                    + "'; set it to the address of the model server, without /v1");
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException("the model at " + base + " needs a name");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout of " + base + " must be more than zero, but is " + timeout);
        }
    }

    /** Without a key. */
    public ModelEndpoint(URI base, String model, Duration timeout) {
        this(base, model, timeout, null);
    }

    String url(String path) {
        String text = base.toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path;
    }

    @Override
    public String toString() {
        return "ModelEndpoint[" + base + ", " + model + ", " + timeout + (apiKey == null ? "" : ", with a key") + "]";
    }
}
