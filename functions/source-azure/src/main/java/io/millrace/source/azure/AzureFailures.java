package io.millrace.source.azure;

import com.azure.core.exception.AzureException;
import com.azure.storage.blob.models.BlobStorageException;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the SDK's exceptions mean to us ("Blob Storage error codes"). It has tried again by itself where that could help.
 *
 * <p>A refusal is no verdict: rights are those of a role, a signature or a network, hardly ever of one blob, and a verdict would remove what is indexed. So it
 * is tried again.
 */
final class AzureFailures {

    private AzureFailures() {}

    /** @throws IOException where trying again later may succeed */
    static <T> T mapped(ObjectUri blob, Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (BlobStorageException e) {
            Problem problem = problem(blob, e);
            if (problem == null) {
                throw new IOException(container(blob) + " answers " + e.getStatusCode() + " " + e.getErrorCode(), e);
            }
            throw new ProblemException(problem, e);
        } catch (RuntimeException e) {
            Throwable reason = reason(e);
            if (reason == null) {
                throw e;
            }
            throw new IOException(
                    "can't reach " + container(blob) + ": " + words(reason)
                            + "; see that it runs and can be reached from here, and what millrace.azure.endpoint is",
                    e);
        }
    }

    /** What failed on the way to the server; null for a fault of ours. The SDK wraps what the network did in whatever is at hand, a bare RuntimeException among them. */
    private static @Nullable Throwable reason(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return cause;
            }
        }
        return failure instanceof AzureException ? failure : null;
    }

    /** The JDK's client says no more of a refused connection than its class. */
    private static String words(Throwable reason) {
        String message = reason.getMessage();
        return message == null ? reason.getClass().getSimpleName() : message;
    }

    private static @Nullable Problem problem(ObjectUri blob, BlobStorageException failure) {
        String code = String.valueOf(failure.getErrorCode());
        return switch (code) {
            case "ContainerNotFound", "ResourceNotFound" ->
                new Problem(
                        Category.UNAVAILABLE,
                        "bucket-missing",
                        "there is no container " + container(blob) + "; check its name and millrace.azure.endpoint");
            case "BlobArchived" ->
                new Problem(Category.UNPROCESSABLE, "document-archived", blob + " is archived; restore it first");
            default ->
                switch (failure.getStatusCode()) {
                    case 404 -> new Problem(Category.GONE, "document-gone", blob + " is not there any more");
                    case 401, 403 ->
                        new Problem(
                                Category.UNAVAILABLE,
                                "bucket-credentials",
                                blob + " may not be read (" + failure.getStatusCode() + " " + code
                                        + "); renew the key, signature or login, or give it the role Storage Blob Data"
                                        + " Reader, and look at the account's firewall");
                    default -> null;
                };
        };
    }

    private static String container(ObjectUri blob) {
        return blob.withKey("").toString();
    }
}
