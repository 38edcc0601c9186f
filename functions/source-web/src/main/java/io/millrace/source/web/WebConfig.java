package io.millrace.source.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What may be fetched from the web, and how much of it. */
@ConfigMapping(prefix = "millrace.web")
public interface WebConfig {

    /**
     * Networks in CIDR form, such as {@code 10.20.0.0/16}, that pages may come from although they are not of the public internet: an intranet. None
     * by default. Addresses that clouds give credentials at are refused even so.
     */
    Optional<List<String>> allowedNetworks();

    /** Ports that are asked; another one in a page's or a redirect's address is refused. */
    @WithDefault("80,443")
    Set<Integer> ports();

    /** The most bytes of a page, once decompressed; a larger one is rejected. */
    @WithDefault("10485760")
    long maxBytes();

    /** How long a connection may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long a page may take from the first byte sent to the last one received, redirects included; then it is tried again later. */
    @WithDefault("30s")
    Duration timeout();
}
