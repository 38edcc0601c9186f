package io.millrace.source.web;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.Optional;
import okhttp3.Response;

/** What an answer's status and headers say of a page. */
final class PageAnswer {

    private static final int OK = 200;

    private PageAnswer() {}

    static boolean isPage(Response response) {
        return response.code() == OK;
    }

    /** @throws ProblemException unless the answer has the page: a verdict where it never will have, retryable where it may later */
    static void requirePage(String uri, Response response) {
        if (!isPage(response)) {
            throw new ProblemException(problem(uri, response.code()));
        }
    }

    private static Problem problem(String uri, int status) {
        return switch (status) {
            case 404, 410 -> new Problem(Category.GONE, "document-gone", uri + " is not there (" + status + ")");
            case 401, 403, 407, 451 ->
                new Problem(
                        Category.FORBIDDEN,
                        "document-unreadable",
                        uri + " is not for everyone (" + status + "); upload it instead");
            case 429 ->
                new Problem(
                        Category.BUSY, "page-busy", uri + " was asked for too often (429); it is tried again later");
            case 408, 425 -> unavailable(uri, status);
            default ->
                status >= 500
                        ? unavailable(uri, status)
                        : new Problem(
                                Category.UNPROCESSABLE,
                                "document-unreadable",
                                uri + " answered " + status + " instead of a page");
        };
    }

    private static Problem unavailable(String uri, int status) {
        return new Problem(
                Category.UNAVAILABLE,
                "page-unavailable",
                uri + " answered " + status + "; it is tried again later, and by the next schedule");
    }

    /**
     * The server's mark of the content: its ETag, else the time of its last change. Weak or strong, compressed or not is one content to us, and servers
     * mark that differently for HEAD and GET.
     */
    static Optional<String> mark(Response response) {
        String etag = response.header("ETag");
        if (etag != null && !etag.isBlank()) {
            return Optional.of(
                    etag.strip().replaceFirst("^W/", "").replace("\"", "").replaceFirst("[-;:]gzip$", ""));
        }
        return Optional.ofNullable(response.header("Last-Modified")).map(String::strip);
    }
}
