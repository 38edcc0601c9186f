package io.millrace.source.s3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where the S3 API is. Credentials come by the SDK's standard chain: environment, profile, web identity, the machine's role. */
@ConfigMapping(prefix = "millrace.s3")
public interface S3Config {

    /** Address of the server, such as {@code http://minio.minio:9000}; by default AWS, where the region says which. */
    Optional<URI> endpoint();

    /** Whether the bucket is in the path and not in the host's name; by default only with an endpoint of your own. */
    Optional<Boolean> pathStyle();

    /** By default the one that the SDK finds ({@code AWS_REGION}, profile), and us-east-1 where it finds none. Buckets elsewhere are found all the same. */
    Optional<String> region();

    /** The largest object to open, in bytes; a larger one is rejected. 100 MiB by default. */
    @WithDefault("104857600")
    long maxBytes();

    /** How long a server may be silent. */
    @WithDefault("60s")
    Duration timeout();
}
