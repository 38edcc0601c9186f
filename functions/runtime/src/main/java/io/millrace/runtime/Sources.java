package io.millrace.runtime;

import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoots;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What is registered, from every place where the application keeps such things. */
@Singleton
class Sources {

    @Produces
    @Singleton
    RegisteredSources registered(Instance<SourceRoots> places) {
        return new RegisteredSources(places.stream().toList());
    }
}
