package io.millrace.source.s3;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes buckets a source. Nothing of the SDK is loaded before the first one is used. */
@Singleton
public class S3Producer {

    @Produces
    @Singleton
    DocumentSource buckets(S3Config config, RegisteredSources registered) {
        S3Connection connection = new S3Connection(config);
        return new S3Source(connection::client, registered, config.maxBytes());
    }
}
