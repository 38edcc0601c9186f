package io.millrace.source.gcs;

import io.millrace.core.document.ObjectUri;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Calls of the JSON API of Cloud Storage, version 1, and what its errors mean to us ("HTTP status and error codes for JSON"). */
final class GcsCalls {

    private final HttpUrl endpoint;
    private final AccessTokens tokens;
    private final Duration timeout;
    private @Nullable OkHttpClient http;

    GcsCalls(URI endpoint, AccessTokens tokens, Duration timeout) {
        this.endpoint =
                Objects.requireNonNull(HttpUrl.get(endpoint), "millrace.gcs.endpoint is an http or https address");
        this.tokens = tokens;
        this.timeout = timeout;
    }

    /** Made for the first call: it reads the platform's certificates, and most processes that could read a bucket have none of Google's. */
    private synchronized OkHttpClient http() {
        if (http == null) {
            http = new OkHttpClient.Builder()
                    .connectTimeout(timeout)
                    .readTimeout(timeout)
                    .build();
        }
        return http;
    }

    /** {@code /storage/v1/b/BUCKET}. */
    HttpUrl.Builder bucket(ObjectUri object) {
        return endpoint.newBuilder().addPathSegments("storage/v1/b").addPathSegment(object.bucket());
    }

    /** {@code /storage/v1/b/BUCKET/o/NAME}; the name is one part of the path, whatever slashes and dots it has. */
    HttpUrl.Builder object(ObjectUri object) {
        return bucket(object).addPathSegment("o").addEncodedPathSegment(encoded(object.key()));
    }

    /** OkHttp takes a segment of dots for a way up, so dots are escaped as well. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }

    /**
     * An answer of success; close it.
     *
     * @throws ProblemException GONE; UNAVAILABLE, code {@code bucket-credentials}, where the server refuses: it says so of one object and of credentials
     *     that have lost their rights to all of them, and a verdict would remove what is indexed
     * @throws IOException where trying again later may succeed
     */
    Response get(HttpUrl url, ObjectUri object) throws IOException {
        Request.Builder request = new Request.Builder().url(url);
        if ("media".equals(url.queryParameter("alt"))) {
            // As stored: what was compressed by its owner is a compressed document. Without this line OkHttp
            // decompresses.
            request.header("Accept-Encoding", "gzip");
        }
        tokens(object).ifPresent(token -> request.header("Authorization", "Bearer " + token));
        Response response = execute(request.build(), object);
        if (response.isSuccessful()) {
            return response;
        }
        try (response) {
            throw failure(response.code(), object);
        }
    }

    private Optional<String> tokens(ObjectUri object) throws IOException {
        try {
            return tokens.current();
        } catch (IOException e) {
            throw new IOException("there is no token for " + object.withKey("") + ": " + e.getMessage(), e);
        }
    }

    private Response execute(Request request, ObjectUri object) throws IOException {
        try {
            return http().newCall(request).execute();
        } catch (IOException e) {
            throw new IOException(
                    "can't reach " + object.withKey("") + ": " + e.getMessage()
                            + "; see that it runs and can be reached from here, and what millrace.gcs.endpoint is",
                    e);
        }
    }

    private static IOException failure(int status, ObjectUri object) {
        String bucket = object.withKey("").toString();
        return switch (status) {
            case 404 ->
                throw object.key().isEmpty()
                        ? missing(object)
                        : ProblemException.of(Category.GONE, "document-gone", object + " is not there any more");
            case 401, 403 ->
                throw ProblemException.of(
                        Category.UNAVAILABLE,
                        "bucket-credentials",
                        object + " may not be read (" + status
                                + "); renew the credentials, or give them storage.objects.get, and storage.objects.list on the bucket");
            default -> new IOException(bucket + " answers " + status);
        };
    }

    static ProblemException missing(ObjectUri bucket) {
        return ProblemException.of(
                Category.UNAVAILABLE,
                "bucket-missing",
                "there is no bucket " + bucket.withKey("") + "; check its name");
    }
}
