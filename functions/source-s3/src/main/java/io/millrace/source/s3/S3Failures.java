package io.millrace.source.s3;

import io.millrace.core.document.ObjectUri;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What the SDK's exceptions mean to us ("Error responses", Amazon S3 API Reference). It has tried again by itself where that could help.
 *
 * <p>A refusal is no verdict: AccessDenied is said of one object's policy, of a policy that somebody broke for all of them, and of an object that is gone
 * where listing is not allowed. A verdict would remove what is indexed, so it is tried again.
 */
final class S3Failures {

    /** How the SDK's chain of credentials begins its complaint; it has no exception of its own for it. */
    private static final String NO_CREDENTIALS = "Unable to load credentials";

    private S3Failures() {}

    /** @throws IOException where trying again later may succeed */
    static <T> T mapped(ObjectUri object, Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (S3Exception e) {
            Problem problem = problem(object, e);
            if (problem == null) {
                throw new IOException(
                        bucket(object) + " answers " + e.statusCode() + " " + code(e) + explanation(e), e);
            }
            throw new ProblemException(problem, e);
        } catch (SdkException e) {
            if (String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS)) {
                throw new ProblemException(
                        new Problem(
                                Category.UNAVAILABLE,
                                "bucket-credentials",
                                "there are no credentials for " + bucket(object)
                                        + "; give the process that runs Millrace AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile,"
                                        + " or the role of its machine"),
                        e);
            }
            throw new IOException(
                    "can't reach " + bucket(object) + ": " + e.getMessage()
                            + "; see that it runs and can be reached from here, and what millrace.s3.endpoint is",
                    e);
        }
    }

    private static @Nullable Problem problem(ObjectUri object, S3Exception failure) {
        return switch (code(failure)) {
            case "NoSuchBucket" ->
                new Problem(
                        Category.UNAVAILABLE,
                        "bucket-missing",
                        "there is no bucket " + bucket(object) + "; check its name and millrace.s3.endpoint");
            case "InvalidObjectState" ->
                new Problem(Category.UNPROCESSABLE, "document-archived", object + " is archived; restore it first");
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> credentials(object, failure);
            default ->
                switch (failure.statusCode()) {
                    case 404 -> new Problem(Category.GONE, "document-gone", object + " is not there any more");
                    case 401, 403 -> credentials(object, failure);
                    default -> null;
                };
        };
    }

    /** The server's own words, such as which region it is in. */
    private static String explanation(S3Exception failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        String words = details == null ? null : details.errorMessage();
        return words == null || words.isBlank() ? "" : ": " + words.strip();
    }

    private static Problem credentials(ObjectUri object, S3Exception failure) {
        return new Problem(
                Category.UNAVAILABLE,
                "bucket-credentials",
                object + " may not be read (" + failure.statusCode() + " " + code(failure)
                        + "); "
                        + (code(failure).equals("RequestTimeTooSkewed")
                                ? "set this machine's clock: it differs from the server's"
                                : "renew the credentials, or give them s3:GetObject, and s3:ListBucket on the bucket"));
    }

    private static String code(S3Exception failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    }

    private static String bucket(ObjectUri object) {
        return object.withKey("").toString();
    }
}
