package io.millrace.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a failed call means to the caller. The server's own words are left out: frameworks like to quote the input in them, and document text
 * must not reach a log.
 */
final class ModelProblems {

    /** The code of a path or a model that the server does not have. */
    static final String NOT_SERVED = "model-not-served";

    private ModelProblems() {}

    /** For an answer other than 200. */
    static ProblemException ofAnswer(String url, String model, Response response) {
        String answered = who(url, model) + " answered " + response.code() + ": ";
        return switch (response.code()) {
            case 400, 422 ->
                problem(
                        Category.UNPROCESSABLE,
                        "model-refused-input",
                        answered
                                + "it refuses the input; a text may be longer than the model's window, or a parameter unknown to it");
            case 413 ->
                problem(
                        Category.TOO_LARGE,
                        "model-input-too-large",
                        answered + "the request is larger than it takes; send fewer or shorter texts");
            case 429 ->
                problem(Category.BUSY, "model-busy", answered + "its queue is full; try again, or add a replica");
            case 401, 403 ->
                problem(
                        Category.UNAVAILABLE,
                        "model-access-denied",
                        answered + "it wants another API key; correct the key of this endpoint");
            case 404 ->
                problem(
                        Category.UNAVAILABLE,
                        NOT_SERVED,
                        answered + "it does not serve this model or path; correct the model's name or the address");
            case 502, 503 ->
                problem(
                        Category.UNAVAILABLE,
                        "model-unavailable",
                        answered + "it is not ready; it may be loading the model");
            case 408, 504 -> problem(Category.TIMEOUT, "model-timeout", answered + "it was too slow; try again");
            default ->
                problem(
                        Category.INTERNAL,
                        "model-failed",
                        answered + "the model server failed on its own; see its log");
        };
    }

    /** For a call without an answer, or one that broke off or makes no sense. */
    static ProblemException ofFailure(String url, String model, Duration timeout, IOException cause) {
        if (cause instanceof JsonProcessingException) {
            return invalidAnswer(url, model, "its answer is not the JSON that was expected", cause);
        }
        if (cause instanceof InterruptedIOException && !Thread.currentThread().isInterrupted()) {
            return new ProblemException(
                    new Problem(
                            Category.TIMEOUT,
                            "model-timeout",
                            who(url, model) + " gave no whole answer within " + timeout.toMillis()
                                    + " ms; try again, or raise the timeout of this endpoint"),
                    cause);
        }
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "model-unavailable",
                        who(url, model) + " can't be reached ("
                                + cause.getClass().getSimpleName() + "); check that the model server runs"),
                cause);
    }

    /** For an error in a stream that began well. */
    static ProblemException inStream(String url, String model, StreamError error, boolean atOnce) {
        if (!atOnce) {
            return problem(
                    Category.UNAVAILABLE,
                    "model-broke-off",
                    who(url, model) + " broke off its reply with an error; see its log");
        }
        return switch (error) {
            case OVERLOADED ->
                problem(
                        Category.BUSY,
                        "model-busy",
                        who(url, model) + " says in its stream that its queue is full; try again, or add a replica");
            case OTHER ->
                problem(
                        Category.UNAVAILABLE,
                        "model-unavailable",
                        who(url, model)
                                + " answered with an error in its stream; the prompt may be longer than its window, or see its log");
        };
    }

    static ProblemException invalidAnswer(String url, String model, String what, @Nullable Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.INTERNAL,
                        "model-answer-invalid",
                        who(url, model) + ": " + what + "; check that this address speaks the expected API"),
                cause);
    }

    private static ProblemException problem(Category category, String code, String detail) {
        return ProblemException.of(category, code, detail);
    }

    private static String who(String url, String model) {
        return "the model server at " + url + " (model " + model + ")";
    }
}
