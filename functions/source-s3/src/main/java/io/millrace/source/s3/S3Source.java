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
        if (head.contentLength() > maxBytes) {
            bytes.abort();
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "document-too-large",
                    uri + " has " + head.contentLength() + " bytes, and the limit is " + maxBytes + "; split it");
        }
        return new Content(new WholeStream(bytes, head.contentLength()), head.contentLength(), etag(head.eTag()));
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        ObjectUri sure = ObjectUri.prefix(prefix);
        List<Entry> entries = new ArrayList<>();
        String last = after == null ? null : ObjectUri.parse(after).key();
        boolean more = true;
        while (more && entries.size() < limit) {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(sure.bucket())
                    .prefix(sure.key())
                    .startAfter(last)
                    .maxKeys(Math.min(MOST_AT_ONCE, limit - entries.size()))
                    .encodingType(EncodingType.URL)
                    .build();
            ListObjectsV2Response page =
                    S3Failures.mapped(sure, () -> client.get().listObjectsV2(request));
            for (S3Object object : page.contents()) {
                last = object.key();
                String uri = sure.withKey(last).toString();
                if (uri.startsWith(prefix) && !isFolder(last, object.size()) && isReadable(object)) {
                    entries.add(new Entry(uri, etag(object.eTag()), object.size()));
                }
            }
            more = page.isTruncated();
        }
        return entries;
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
            return e.problem().category() == Category.FORBIDDEN;
        }
    }

    private static boolean isFolder(String key, long bytes) {
        return bytes == 0 && key.endsWith("/");
    }

    private static boolean isReadable(S3Object object) {
        return switch (object.storageClass()) {
            case GLACIER, DEEP_ARCHIVE -> false;
            case null, default -> true;
        };
    }

    private static String etag(String quoted) {
        return quoted.replace("\"", "");
    }
}
