package io.millrace.intake;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The buckets of the golden notifications, registered for one tenant; empty unless a test says otherwise. */
@Singleton
class SampleBuckets implements SourceRoots, DocumentSource {

    static final String TENANT = "acme";

    final Set<String> documents = ConcurrentHashMap.newKeySet();

    @Override
    public List<SourceRoot> roots() {
        return List.of(
                root("s3://amzn-s3-demo-bucket/docs/"),
                root("s3://bucket/"),
                root("s3://mybucket1/"),
                root("gs://my-bucket/docs/"),
                root("az://myaccount/testcontainer/"));
    }

    private static SourceRoot root(String uri) {
        return new SourceRoot(uri, TENANT, new AccessList(List.of("group:readers")), null);
    }

    @Override
    public boolean serves(String uri) {
        return !uri.startsWith("file:");
    }

    @Override
    public boolean contains(String uri) {
        return documents.contains(uri);
    }

    @Override
    public Content open(String uri) {
        throw new UnsupportedOperationException("intake opens nothing");
    }

    @Override
    public List<Entry> list(String scope, @Nullable String after, int limit) {
        throw new UnsupportedOperationException("intake lists nothing");
    }
}
