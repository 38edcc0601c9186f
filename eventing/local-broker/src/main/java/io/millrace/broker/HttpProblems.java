package io.millrace.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.core.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Answers with problem details (RFC 9457). */
final class HttpProblems {

    private HttpProblems() {}

    static void answer(HttpServerResponse response, Problem problem) {
        answer(response, problem.category().status(), problem.code(), problem.detail());
    }

    static void answer(HttpServerResponse response, int status, String code, String detail) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(body(status, code, detail));
    }

    static String body(int status, String code, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:millrace:problem:" + code)
                .put("title", code.replace('-', ' '))
                .put("status", status)
                .put("detail", detail)
                .toString();
    }
}
