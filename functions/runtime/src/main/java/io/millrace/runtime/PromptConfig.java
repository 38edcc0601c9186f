package io.millrace.runtime;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What generators are told. */
@ConfigMapping(prefix = "millrace.prompts")
public interface PromptConfig {

    /**
     * A folder with {@code system.VERSION.txt} and {@code user.VERSION.txt}, and nothing else, in place of the templates that come with Millrace. An empty folder
     * is as good as none, which is the default; one that is not there fails at start.
     */
    Optional<Path> folder();
}
