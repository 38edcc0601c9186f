package io.millrace.runtime;

import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoots;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/** What is registered, from every place where the application keeps such things; the configuration has the last word. */
@Singleton
class Sources {

    @Produces
    @Singleton
    RegisteredSources registered(ConfiguredSources configured, Instance<SourceRoots> places) {
        return new RegisteredSources(
                Stream.concat(Stream.of(configured), places.stream()).toList());
    }
}
