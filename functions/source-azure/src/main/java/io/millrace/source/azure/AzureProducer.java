package io.millrace.source.azure;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes containers a source. Nothing of the SDK is loaded before the first one is used. */
@Singleton
public class AzureProducer {

    @Produces
    @Singleton
    DocumentSource containers(AzureConfig config, RegisteredSources registered) {
        AzureConnections connections = new AzureConnections(config);
        return new AzureSource(connections::container, registered, config.maxBytes());
    }
}
