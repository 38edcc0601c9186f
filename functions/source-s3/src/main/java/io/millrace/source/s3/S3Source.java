package io.millrace.source.s3;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.WholeStream;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of registered buckets, or of parts of them. What one GET gives belongs together: the bytes, and the etag that they have.
 *
 * <p>Objects of no bytes whose keys end in a slash are the folders of consoles, not documents. Archived objects are passed over: they can't be read before
 * they are restored. What was indexed of them stays.
 */
final class S3Source implements DocumentSource {

    private static final int MOST_AT_ONCE = 1000;
    /** Where a server lists none: no document has it, so each is read again. */
    private static final String NO_ETAG = "none";

    private final Supplier<S3Client> client;
    private final RegisteredSources registered;
    private final long maxBytes;

    /** @param maxBytes the largest object to open */
    S3Source(Supplier<S3Client> client, RegisteredSources registered, long maxBytes) {
        this.client = client;
        this.registered = registered;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith("s3://");
    }

    @Override
    public Content open(String uri) throws IOException {
        registered.require(uri);
        ObjectUri object = ObjectUri.parse(uri);
        ResponseInputStream<GetObjectResponse> bytes = S3Failures.mapped(
                object,
                () -> client.get().getObject(get -> get.bucket(object.bucket()).key(object.key())));
        GetObjectResponse head = bytes.response();
        Long length = head.contentLength();
        if (length == null) {
            bytes.abort();
            throw new IOException("the answer does not say how long " + uri + " is");
        }
        if (length > maxBytes) {
            bytes.abort();
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "document-too-large",
                    uri + " has " + length + " bytes, and the limit is " + maxBytes + "; split it");
        }
        return new Content(new WholeStream(bytes, length), length, etag(head.eTag()), head.contentType());
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        ObjectUri sure = ObjectUri.prefix(prefix);
        List<Entry> entries = new ArrayList<>();
        String start = after == null ? null : ObjectUri.parse(after).key();
        String token = null;
        do {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(sure.bucket())
                    .prefix(sure.key())
                    .startAfter(token == null ? start : null)
                    .continuationToken(token)
                    .maxKeys(Math.min(MOST_AT_ONCE, limit - entries.size()))
                    .encodingType(EncodingType.URL)
                    .build();
            ListObjectsV2Response page =
                    S3Failures.mapped(sure, () -> client.get().listObjectsV2(request));
            for (S3Object object : page.contents()) {
                String uri = sure.withKey(object.key()).toString();
                if (uri.startsWith(prefix) && !isFolder(object.key(), object.size()) && isReadable(object)) {
                    entries.add(new Entry(
                            uri,
                            Objects.requireNonNullElse(etag(object.eTag()), NO_ETAG),
                            Objects.requireNonNullElse(object.size(), 0L)));
                }
            }
            token = next(page, token);
        } while (token != null && entries.size() < limit);
        return entries;
    }

    /** Null at the end. A page may be empty and have a next one all the same. */
    private static @Nullable String next(ListObjectsV2Response page, @Nullable String token) throws IOException {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        String next = page.nextContinuationToken();
        if (next == null || next.equals(token)) {
            throw new IOException(
                    "the list of " + page.name() + " has more, and the answer does not say where it goes on");
        }
        return next;
    }

    @Override
    public boolean contains(String uri) throws IOException {
        ObjectUri object = ObjectUri.parse(uri);
        try {
            HeadObjectResponse head = S3Failures.mapped(
                    object,
                    () -> client.get()
                            .headObject(ask -> ask.bucket(object.bucket()).key(object.key())));
            return !isFolder(object.key(), head.contentLength());
        } catch (ProblemException e) {
            // The same is said where there is no such bucket, which tells nothing of its documents.
            return e.problem().category() != Category.GONE || !hasBucket(object);
        }
    }

    private boolean hasBucket(ObjectUri object) throws IOException {
        try {
            S3Failures.mapped(object, () -> client.get().headBucket(ask -> ask.bucket(object.bucket())));
            return true;
        } catch (ProblemException e) {
            return e.problem().code().equals("bucket-credentials");
        }
    }

    private static boolean isFolder(String key, @Nullable Long bytes) {
        return bytes != null && bytes == 0 && key.endsWith("/");
    }

    private static boolean isReadable(S3Object object) {
        return switch (object.storageClass()) {
            case GLACIER, DEEP_ARCHIVE -> false;
            case null, default -> true;
        };
    }

    private static @Nullable String etag(@Nullable String quoted) {
        return quoted == null ? null : quoted.replace("\"", "");
    }
}
