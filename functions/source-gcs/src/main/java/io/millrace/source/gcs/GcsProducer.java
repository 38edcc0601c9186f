package io.millrace.source.gcs;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes buckets of Google Cloud Storage a source. No credentials are looked for before the first one is used. */
@Singleton
public class GcsProducer {

    @Produces
    @Singleton
    DocumentSource buckets(GcsConfig config, RegisteredSources registered) {
        AccessTokens tokens = config.anonymous() ? Optional::empty : new GoogleTokens();
        GcsCalls calls = new GcsCalls(config.endpoint(), tokens, config.timeout());
        return new GcsSource(calls, registered, config.maxBytes());
    }
}
