package io.millrace.source.web;

import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the web's pages injectable as a source. */
@Singleton
public class WebProducer {

    @Produces
    @Singleton
    WebSource web(RegisteredSources registered, WebConfig config) {
        return new WebSource(registered, config);
    }

    /** A mistake in the configuration stops the start. */
    void check(@Observes StartupEvent started, RegisteredSources registered) {
        registered.roots().stream().map(SourceRoot::uri).filter(WebUri::isWeb).forEach(WebUri::requireCanonical);
    }
}
