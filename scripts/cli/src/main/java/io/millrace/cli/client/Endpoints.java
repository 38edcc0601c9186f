package io.millrace.cli.client;

import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a running Millrace listen, as {@code run.json} says. From outside only the API is known.
 *
 * @param url the API, without {@code /v1}
 * @param intake takes notifications
 * @param broker the ingress, with namespace and name
 * @param brokerAdmin dead letters
 * @param models the model server
 * @param status what says which processes run, without starting one; null where all functions are one process
 */
public record Endpoints(
        String url,
        @Nullable String intake,
        @Nullable String broker,
        @Nullable String brokerAdmin,
        @Nullable String models,
        @Nullable String status) {

    public Endpoints {
        url = withoutSlash(url);
        brokerAdmin = brokerAdmin == null ? null : withoutSlash(brokerAdmin);
        models = models == null ? null : withoutSlash(models);
    }

    /** Those of a Millrace of which only the API is known. */
    public static Endpoints remote(String url) {
        return new Endpoints(url, null, null, null, null, null);
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
