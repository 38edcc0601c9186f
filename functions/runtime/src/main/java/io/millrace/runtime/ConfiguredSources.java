package io.millrace.runtime;

import io.millrace.core.chunk.Chunkers;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the configuration registers. A mistake in it stops the start. */
@Startup
@Singleton
class ConfiguredSources implements SourceRoots {

    private final List<SourceRoot> roots;

    ConfiguredSources(SourcesConfig config) {
        this.roots = new TreeMap<>(config.byName())
                .entrySet().stream().map(ConfiguredSources::root).toList();
    }

    @Override
    public List<SourceRoot> roots() {
        return roots;
    }

    private static SourceRoot root(Map.Entry<String, SourcesConfig.Registered> named) {
        SourcesConfig.Registered source = named.getValue();
        try {
            String uri = canonical(source.uri());
            requireServed(source.tenant());
            source.chunker().ifPresent(Chunkers::requireKnown);
            return new SourceRoot(
                    uri,
                    source.tenant(),
                    source.access().map(AccessList::new).orElse(AccessList.EVERYONE),
                    source.chunker().orElse(null));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("millrace.sources." + named.getKey() + ": " + e.getMessage(), e);
        }
    }

    /** Another tenant's documents would be read once a store notifies, and then neither be found nor compared again. */
    private static void requireServed(String tenant) {
        if (!tenant.equals(DocumentKey.DEFAULT_TENANT)) {
            throw new IllegalArgumentException("tenant is '" + tenant + "', but so far only "
                    + DocumentKey.DEFAULT_TENANT + " is reindexed and asked; leave it out");
        }
    }

    private static String canonical(String uri) {
        if (uri.matches("https?://.+")) {
            return uri;
        }
        return ObjectUri.parse(uri).toString();
    }
}
