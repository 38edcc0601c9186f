package io.millrace.index.opensearch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code millrace.opensearch.*}, as {@link OpenSearchSettings} explains each; where the ledger is, {@code millrace.pgvector.*} says. */
@ConfigMapping(prefix = "millrace.opensearch")
public interface OpenSearchConfiguration {

    /** Of the nodes, separated by commas: {@code https://host:9200}. */
    Optional<List<URI>> url();

    /** Who logs in; together with the password. */
    Optional<String> user();

    /** From a Secret; never logged. */
    Optional<String> password();

    /** File of certificate authorities (PEM) that are trusted instead of Java's. */
    Optional<Path> certificates();

    /** Holds the passages, and is made with the first; one for each ledger. */
    @WithDefault("millrace")
    String index();

    /** How many shards an index is made with, 1 to 1,024. They can't be changed: some 20 to 50 GB each is usual. */
    @WithDefault("3")
    int shards();

    /** How many copies of each shard an index is made with, 0 to 10; an operator may change them later. */
    @WithDefault("1")
    int replicas();

    /** How often what was written is shown, up to 10 s: a document is announced as indexed that much later. Zero: at once, for few writes. */
    @WithDefault("PT0.5S")
    Duration refresh();

    /** How long one waits for a connection, 1 s to 1 min. */
    @WithDefault("PT5S")
    Duration patience();

    /** The schema in PostgreSQL with the ledger of this index; apart from that of the store pgvector. */
    @WithDefault("millrace_opensearch")
    String schema();

    /** @throws IllegalArgumentException if there is no url, or a value is out of its range */
    default OpenSearchSettings toSettings() {
        List<URI> addresses = url().orElseThrow(() -> new IllegalArgumentException(
                "millrace.store is opensearch, and millrace.opensearch.url does not say where OpenSearch is"));
        return new OpenSearchSettings(
                addresses,
                user().orElse(null),
                password().orElse(null),
                certificates().orElse(null),
                index(),
                shards(),
                replicas(),
                refresh(),
                patience());
    }
}
