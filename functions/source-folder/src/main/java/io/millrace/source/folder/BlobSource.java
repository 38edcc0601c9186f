package io.millrace.source.folder;

import io.millrace.core.document.DocumentSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Uploads as a source: {@code blob:} and the hash. They can't be listed; nothing is found there that was not announced. */
public final class BlobSource implements DocumentSource {

    private static final String SCHEME = "blob:";

    private final FolderBlobStore blobs;

    public BlobSource(FolderBlobStore blobs) {
        this.blobs = blobs;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith(SCHEME);
    }

    @Override
    public Content open(String uri) throws IOException {
        String sha256 = uri.substring(SCHEME.length());
        InputStream content = blobs.open(sha256);
        return new Content(content, blobs.size(sha256), sha256);
    }

    @Override
    public List<Entry> list(String scope, @Nullable String after, int limit) {
        return List.of();
    }

    @Override
    public boolean contains(String uri) {
        return true;
    }
}
