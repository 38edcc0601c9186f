package io.millrace.source.gcs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.WholeStream;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Objects of registered buckets, or of parts of them. The etag is the object's generation, which changes with its content and with nothing else, and
 * which the answer that carries the bytes names.
 */
final class GcsSource implements DocumentSource {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MOST_AT_ONCE = 1000;

    private final GcsCalls calls;
    private final RegisteredSources registered;
    private final long maxBytes;

    /** @param maxBytes the largest object to open */
    GcsSource(GcsCalls calls, RegisteredSources registered, long maxBytes) {
        this.calls = calls;
        this.registered = registered;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith("gs://");
    }

    @Override
    public Content open(String uri) throws IOException {
        registered.require(uri);
        ObjectUri object = ObjectUri.parse(uri);
        HttpUrl url = calls.object(object).addQueryParameter("alt", "media").build();
        Response response = content(url, object);
        long bytes = response.body().contentLength();
        if (bytes > maxBytes) {
            response.close();
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "document-too-large",
                    uri + " has " + bytes + " bytes, and the limit is " + maxBytes + "; split it");
        }
        String generation = response.header("x-goog-generation");
        if (bytes < 0 || generation == null) {
            response.close();
            throw new IOException("the answer says neither how long it is nor of which generation");
        }
        return new Content(
                new WholeStream(response.body().byteStream(), bytes),
                bytes,
                generation,
                response.header("Content-Type"));
    }

    private Response content(HttpUrl url, ObjectUri object) throws IOException {
        try {
            return calls.get(url, object);
        } catch (ProblemException e) {
            boolean noBucket = e.problem().category() == Category.GONE && !isGone(e, object);
            throw noBucket ? GcsCalls.missing(object) : e;
        }
    }

    /** The same is said where there is no such bucket, which tells nothing of its documents. */
    private boolean isGone(ProblemException refusal, ObjectUri object) throws IOException {
        return refusal.problem().category() == Category.GONE && hasBucket(object.withKey(""));
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        ObjectUri sure = ObjectUri.prefix(prefix);
        HttpUrl.Builder url = calls.bucket(sure)
                .addPathSegment("o")
                .addQueryParameter("prefix", sure.key())
                .addQueryParameter("maxResults", Integer.toString(Math.min(MOST_AT_ONCE, limit + 1)))
                .addQueryParameter("fields", "nextPageToken,items(name,generation,size)");
        String start = after == null ? "" : ObjectUri.parse(after).key();
        if (!start.isEmpty()) {
            url.addQueryParameter("startOffset", start);
        }
        List<Entry> entries = new ArrayList<>();
        String next;
        do {
            JsonNode page = read(url.build(), sure.withKey(""));
            for (JsonNode object : page.path("items")) {
                String name = object.path("name").asText();
                // The listing begins with the name that it is to start at, if that is still there.
                if (!name.equals(start) && entries.size() < limit) {
                    add(entries, sure.withKey(name), prefix, object);
                }
            }
            next = page.path("nextPageToken").asText();
            url.setQueryParameter("pageToken", next);
        } while (!next.isEmpty() && entries.size() < limit);
        return entries;
    }

    private static void add(List<Entry> entries, ObjectUri object, String prefix, JsonNode said) {
        String uri = object.toString();
        long bytes = said.path("size").asLong();
        if (uri.startsWith(prefix) && !isFolder(object, bytes)) {
            entries.add(new Entry(uri, said.path("generation").asText(), bytes));
        }
    }

    @Override
    public boolean contains(String uri) throws IOException {
        ObjectUri object = ObjectUri.parse(uri);
        HttpUrl url = calls.object(object).addQueryParameter("fields", "size").build();
        try {
            return !isFolder(object, read(url, object).path("size").asLong());
        } catch (ProblemException e) {
            return !isGone(e, object);
        }
    }

    private boolean hasBucket(ObjectUri bucket) throws IOException {
        try {
            list(bucket.toString(), null, 1);
            return true;
        } catch (ProblemException e) {
            return e.problem().code().equals("bucket-credentials");
        }
    }

    private JsonNode read(HttpUrl url, ObjectUri object) throws IOException {
        try (Response response = calls.get(url, object)) {
            return JSON.readTree(response.body().bytes());
        }
    }

    /** The folders of consoles are objects of no bytes whose names end in a slash. */
    private static boolean isFolder(ObjectUri object, long bytes) {
        return bytes == 0 && object.key().endsWith("/");
    }
}
