package io.millrace.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.problem.Problem;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Failures as problem+json (RFC 9457) on plain routes; the member {@code error} repeats them in the form that OpenAI's clients look for. */
public final class ProblemResponses {

    private static final String RETRY_SECONDS = "2";

    private ProblemResponses() {}

    public static void send(RoutingContext call, Problem problem) {
        send(call, problem, problem.category().status());
    }

    /** Sends nothing where an answer is under way. */
    static void send(RoutingContext call, Problem problem, int status) {
        HttpServerResponse response = call.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        if (problem.category().retryable()) {
            response.putHeader("Retry-After", RETRY_SECONDS);
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(json(problem, status));
    }

    private static String json(Problem problem, int status) {
        ObjectNode json = ContractJson.mapper().createObjectNode();
        json.put("type", problem.type());
        json.put("title", problem.code());
        json.put("status", status);
        json.put("detail", problem.detail());
        json.putObject("error")
                .put("message", problem.detail())
                .put("type", status >= 500 ? "server_error" : "invalid_request_error")
                .put("code", problem.code());
        return json.toString();
    }
}
