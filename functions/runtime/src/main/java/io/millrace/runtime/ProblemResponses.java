package io.millrace.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Failures as problem+json (RFC 9457) on plain routes. */
public final class ProblemResponses {

    private static final String BUSY_SECONDS = "2";

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
        if (problem.category() == Category.BUSY) {
            response.putHeader("Retry-After", BUSY_SECONDS);
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
        return json.toString();
    }
}
