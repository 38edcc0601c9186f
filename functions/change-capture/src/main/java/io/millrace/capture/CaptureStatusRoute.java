package io.millrace.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.contracts.ContractJson;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/** {@code GET /capture}: how the reading of each log goes, and which mappings can't be followed. Answers as soon as the process is up, so it is what a readiness probe asks, too. */
@Singleton
public class CaptureStatusRoute {

    private final Captures captures;

    CaptureStatusRoute(Captures captures) {
        this.captures = captures;
    }

    void route(@Observes Router router) {
        router.get("/capture")
                .handler(call -> call.response()
                        .putHeader("Content-Type", "application/json")
                        .end(json()));
    }

    private String json() {
        try {
            return ContractJson.mapper()
                    .writeValueAsString(Map.of("sources", captures.statuses(), "problems", captures.problems()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status can't be written as JSON", e);
        }
    }
}
