package io.millrace.runtime;

import io.millrace.core.document.DocumentKey;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sources that are registered by configuration, as on a cluster: {@code millrace.sources.NAME.uri} and so on. All functions need the same. */
@ConfigMapping(prefix = "millrace.sources")
public interface SourcesConfig {

    /** By names that only serve to tell them apart. */
    @WithParentName
    Map<String, Registered> byName();

    interface Registered {

        /**
         * {@code s3://bucket/prefix/}, {@code gs://bucket/prefix/}, {@code az://account/container/prefix/} or the address of a page. All below it if it
         * ends with a slash, else the one document.
         */
        String uri();

        /** Whose documents they are. Only the default yet: no schedule reindexes another tenant, and no question is asked for one. */
        @WithDefault(DocumentKey.DEFAULT_TENANT)
        String tenant();

        /** Who may see them: {@code public}, or {@code user:NAME} and {@code group:NAME}, separated by commas. Everyone by default. */
        Optional<List<String>> access();

        /** Name of the chunker, one of {@link io.millrace.core.chunk.Chunkers#NAMES}; by default the one that fits the content type. */
        Optional<String> chunker();
    }
}
