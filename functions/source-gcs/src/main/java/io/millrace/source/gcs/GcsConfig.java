package io.millrace.source.gcs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/**
 * How Google Cloud Storage is reached. Credentials are Google's application default: {@code GOOGLE_APPLICATION_CREDENTIALS}, the login of gcloud, or the workload's
 * identity.
 */
@ConfigMapping(prefix = "millrace.gcs")
public interface GcsConfig {

    /** Address of the JSON API, without {@code /storage/v1}; another one for an emulator. */
    @WithDefault("https://storage.googleapis.com")
    URI endpoint();

    /** Whether to go without credentials, for public buckets and emulators. */
    @WithDefault("false")
    boolean anonymous();

    /** The largest object to open, in bytes; a larger one is rejected. 100 MiB by default. */
    @WithDefault("104857600")
    long maxBytes();

    /** How long the server may be silent. */
    @WithDefault("60s")
    Duration timeout();
}
