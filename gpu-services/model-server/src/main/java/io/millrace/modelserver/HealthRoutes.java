package io.millrace.modelserver;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a cluster's probes ask: {@code /health/started}, {@code /health/ready} (as {@code /health}) and {@code /health/live}; 200, or 503 with the reason. */
final class HealthRoutes {

    private final Lifecycle lifecycle;
    private final Supplier<@Nullable LoadedModels> models;

    HealthRoutes(Lifecycle lifecycle, Supplier<@Nullable LoadedModels> models) {
        this.lifecycle = lifecycle;
        this.models = models;
    }

    /** Models are loaded, and each has been run. Stays so. */
    void started(HttpCall call) throws IOException {
        if (models.get() == null) {
            throw unavailable("the models are being loaded; try again in a second");
        }
        ok(call);
    }

    /** Requests are taken. */
    void ready(HttpCall call) throws IOException {
        switch (lifecycle.phase()) {
            case STARTING -> throw unavailable("the models are being loaded; try again in a second");
            case DRAINING -> throw unavailable("the model server is stopping");
            case SERVING -> ok(call);
        }
    }

    /** A restart would not help: no worker has died. */
    void live(HttpCall call) throws IOException {
        LoadedModels loaded = models.get();
        if (loaded != null
                && lifecycle.phase() == Lifecycle.Phase.SERVING
                && !loaded.workers().alive()) {
            throw unavailable("a thread that runs models has died; restart the model server");
        }
        ok(call);
    }

    private static void ok(HttpCall call) throws IOException {
        call.answerText("text/plain", "ok\n");
    }

    private static ProblemException unavailable(String why) {
        return ProblemException.of(Category.UNAVAILABLE, "model-unavailable", why);
    }
}
