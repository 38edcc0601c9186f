package io.millrace.runtime;

import io.millrace.core.answer.PromptTemplates;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the prompt templates injectable, read at start, so that wrong ones fail there. */
@Singleton
class PromptProducer {

    @Produces
    @Singleton
    @Startup
    PromptTemplates templates(PromptConfig config) {
        return config.folder().map(PromptFolder::read).orElse(PromptTemplates.SHIPPED);
    }
}
