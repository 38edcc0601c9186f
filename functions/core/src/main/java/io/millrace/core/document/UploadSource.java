package io.millrace.core.document;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Uploads as a source: {@code blob:} and the hash. They can't be listed; nothing is found there that was not announced. */
public final class UploadSource implements DocumentSource {

    /** What comes before the hash in an upload's uri. */
    public static final String SCHEME = "blob:";

    private final BlobStore uploads;

    public UploadSource(BlobStore uploads) {
        this.uploads = uploads;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith(SCHEME);
    }

    @Override
    public Content open(String uri) throws IOException {
        return uploads.open(uri.substring(SCHEME.length()));
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) {
        return List.of();
    }

    @Override
    public boolean contains(String uri) {
        return true;
    }
}
