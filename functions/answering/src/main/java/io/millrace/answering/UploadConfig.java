package io.millrace.answering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a caller may send. All of a request together is bounded by {@code quarkus.http.limits.max-body-size}. */
@ConfigMapping(prefix = "millrace.uploads")
public interface UploadConfig {

    /** The most bytes of one document; a larger one is refused. */
    @WithDefault("104857600")
    long maxBytes();

    /** The most files of one form; a form with more is refused from there on. */
    @WithDefault("1000")
    int maxFiles();

    /** Uploads that are received at once; one more is answered 429. Each takes a thread for as long as its sender takes. */
    @WithDefault("64")
    int maxOpen();
}
