package io.millrace.answering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.NullNode;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.FailureLog;
import io.millrace.runtime.Problems;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Every failure of the API as problem+json (RFC 9457). The member {@code error} repeats it in the form that OpenAI's clients
 * look for.
 */
class ApiProblems {

    private static final Logger LOG = Logger.getLogger(ApiProblems.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    static final String PROBLEM_JSON = "application/problem+json";
    private static final int RETRY_AFTER_SECONDS = 2;

    @ServerExceptionMapper
    Response known(ProblemException failure) {
        failed(failure.problem(), failure);
        return response(failure.problem(), failure.problem().category().status());
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException failure) {
        return response(Problems.of(failure), Category.INVALID.status());
    }

    /** Quarkus has a mapper of its own for this kind, without a body. */
    @ServerExceptionMapper
    Response mismatch(MismatchedInputException failure) {
        return json(failure);
    }

    /** What payload records refuse, in words that name the field. */
    @ServerExceptionMapper
    Response refused(IllegalArgumentException failure) {
        return response(
                new Problem(Category.INVALID, "request-invalid", String.valueOf(failure.getMessage())),
                Category.INVALID.status());
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        if (Problems.ofData(failure).isPresent()) {
            return response(Problems.of(failure), Category.INVALID.status());
        }
        Category category = status >= 500 ? Category.INTERNAL : Category.INVALID;
        return response(new Problem(category, "http-" + status, describe(status)), status);
    }

    @ServerExceptionMapper
    Response unknown(RuntimeException failure) {
        Problem problem = Problems.of(failure);
        failed(problem, failure);
        return response(problem, problem.category().status());
    }

    /** Into the log, where it is not the caller's mistake. */
    static void failed(Problem problem, Throwable failure) {
        if (problem.category() == Category.INTERNAL) {
            LOG.error("a request could not be answered", failure);
        } else if (problem.category().status() >= 500) {
            FAILURES.failed("a request", problem);
        }
    }

    /** The body of a request; JSON's null is none. */
    static <T> T body(@Nullable T body) {
        if (body == null) {
            throw ProblemException.of(Category.INVALID, "request-invalid", "the body must be a JSON object");
        }
        return body;
    }

    static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ProblemException.of(Category.INVALID, "request-invalid", field + " is missing");
        }
        return value;
    }

    /** A list of strings; JSON's null is none. */
    static List<String> strings(String field, List<String> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            throw ProblemException.of(
                    Category.INVALID, "request-invalid", field + " must be a list of strings, but holds null");
        }
        return values;
    }

    static Map<String, Object> body(Problem problem, int status) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", problem.type());
        body.put("title", problem.code());
        body.put("status", status);
        body.put("detail", problem.detail());
        body.put(
                "error",
                Map.of(
                        "message", problem.detail(),
                        "type", status >= 500 ? "server_error" : "invalid_request_error",
                        // Our mapper leaves out null, but OpenAI's form wants it.
                        "param", NullNode.getInstance(),
                        "code", problem.code()));
        return body;
    }

    /** @param more members besides those of every problem */
    static Response response(Problem problem, Map<String, ?> more) {
        int status = problem.category().status();
        Map<String, Object> body = body(problem, status);
        body.putAll(more);
        return response(problem, status, body);
    }

    private static Response response(Problem problem, int status) {
        return response(problem, status, body(problem, status));
    }

    private static Response response(Problem problem, int status, Map<String, Object> body) {
        Response.ResponseBuilder response =
                Response.status(status).type(PROBLEM_JSON).entity(body);
        if (problem.category().retryable()) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    private static String describe(int status) {
        return switch (status) {
            case 400 -> "the request is malformed: send JSON as the API describes it";
            case 404 -> "there is nothing at this path; the API lies under /v1";
            case 405 -> "this path does not take this method";
            case 406, 415 -> "this path takes and gives application/json";
            case 413 -> "the request is too large";
            default -> "the request failed with status " + status;
        };
    }
}
