package io.millrace.source.azure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.specialized.BlobInputStream;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.WholeStream;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Blobs of registered containers, or of parts of them. A blob is read in ranges, each on condition that it still has the etag of the first: a blob that is
 * replaced meanwhile fails and is read again.
 */
final class AzureSource implements DocumentSource {

    private static final int MOST_AT_ONCE = 1000;

    private final Function<String, BlobContainerClient> containers;
    private final RegisteredSources registered;
    private final long maxBytes;

    /**
     * @param containers by account, slash and container
     * @param maxBytes the largest blob to open
     */
    AzureSource(Function<String, BlobContainerClient> containers, RegisteredSources registered, long maxBytes) {
        this.containers = containers;
        this.registered = registered;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith("az://");
    }

    @Override
    public Content open(String uri) throws IOException {
        registered.require(uri);
        ObjectUri blob = ObjectUri.parse(uri);
        BlobInputStream stream = AzureFailures.mapped(
                blob, () -> container(blob).getBlobClient(blob.key()).openInputStream());
        BlobProperties properties = stream.getProperties();
        long bytes = properties.getBlobSize();
        if (bytes > maxBytes) {
            stream.close();
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "document-too-large",
                    uri + " has " + bytes + " bytes, and the limit is " + maxBytes + "; split it");
        }
        return new Content(
                new WholeStream(stream, bytes), bytes, unquoted(properties.getETag()), properties.getContentType());
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        ObjectUri sure = ObjectUri.prefix(prefix);
        String start = after == null ? null : ObjectUri.parse(after).key();
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(sure.key())
                .setStartFrom(start)
                .setMaxResultsPerPage(Math.min(MOST_AT_ONCE, limit + 1));
        return AzureFailures.mapped(sure, () -> {
            List<Entry> entries = new ArrayList<>();
            ListingStart from = new ListingStart(start);
            Iterator<PagedResponse<BlobItem>> pages =
                    container(sure).listBlobs(options, null).iterableByPage().iterator();
            while (entries.size() < limit && pages.hasNext()) {
                for (BlobItem blob : pages.next().getValue()) {
                    if (from.isPassedBy(blob.getName()) && entries.size() < limit) {
                        add(entries, sure.withKey(blob.getName()), prefix, blob.getProperties());
                    }
                }
            }
            return entries;
        });
    }

    private static void add(List<Entry> entries, ObjectUri blob, String prefix, BlobItemProperties said) {
        String uri = blob.toString();
        long bytes = said.getContentLength();
        if (uri.startsWith(prefix) && !isFolder(blob, bytes) && !AccessTier.ARCHIVE.equals(said.getAccessTier())) {
            entries.add(new Entry(uri, unquoted(said.getETag()), bytes));
        }
    }

    @Override
    public boolean contains(String uri) throws IOException {
        ObjectUri blob = ObjectUri.parse(uri);
        try {
            BlobProperties properties = AzureFailures.mapped(
                    blob, () -> container(blob).getBlobClient(blob.key()).getProperties());
            return !isFolder(blob, properties.getBlobSize());
        } catch (ProblemException e) {
            return e.problem().category() != Category.GONE;
        }
    }

    private BlobContainerClient container(ObjectUri blob) {
        return containers.apply(blob.bucket());
    }

    /** The folders of consoles are blobs of no bytes whose names end in a slash. */
    private static boolean isFolder(ObjectUri blob, long bytes) {
        return bytes == 0 && blob.key().endsWith("/");
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }
}
