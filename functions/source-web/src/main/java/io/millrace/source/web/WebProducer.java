package io.millrace.source.web;

import io.millrace.core.document.RegisteredSources;
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
}
