package io.millrace.source.azure;

import com.azure.core.exception.AzureException;
import com.azure.storage.blob.models.BlobStorageException;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        } catch (AzureException | UncheckedIOException e) {
            throw new IOException("can't reach " + container(blob) + ": " + e.getMessage(), e);
        }
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
