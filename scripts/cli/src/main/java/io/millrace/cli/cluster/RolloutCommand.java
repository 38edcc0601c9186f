package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has the servers of a model start anew, because another revision of it is current. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description = {
            "Restarts the model servers of a cluster that serve the model of an event millrace.model.promoted.v1, one pod after the other as their Deployments"
                    + " say: 'embedder', 'reranker' and 'generator', where CATALOG_MODEL in their ConfigMap names it. Does not wait until they are ready.",
            "Those that were restarted for this revision already are left alone, so the same event may come again."
        },
        footer = {
            "JSON: model, revision, restarted: [Deployment]",
            "Exit codes: 0 done, also where nobody serves it; 1 failed; 2 the file is no such event; 5 no cluster answers"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the options
public final class RolloutCommand implements Callable<Integer> {

    private static final String TYPE = "millrace.model.promoted.v1";

    private final Session session;

    @Option(
            names = "--event",
            paramLabel = "FILE",
            required = true,
            description = "the CloudEvent as JSON, as Knative's JobSink mounts it")
    private Path event;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    public RolloutCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode said = read();
        String model = said.at("/data/model").asText();
        String revision = said.at("/data/revision").asText();
        if (!said.path("type").asText().equals(TYPE) || model.isEmpty() || revision.isEmpty()) {
            throw new CliFailure(
                    CliFailure.USAGE, event + " is no event of type " + TYPE + " with the data model and revision");
        }
        List<String> restarted =
                cluster.on(session, deployer -> deployer.rollOut(cluster.namespace(), model, revision));
        if (session.options().json()) {
            session.output().json(Map.of("model", model, "revision", revision, "restarted", restarted));
        } else {
            session.output()
                    .line(model + " " + revision + ": "
                            + (restarted.isEmpty()
                                    ? "nobody to restart"
                                    : "restarted " + String.join(", ", restarted)));
        }
        return 0;
    }

    private JsonNode read() {
        try {
            return new ObjectMapper().readTree(event.toFile());
        } catch (IOException e) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    event + " can't be read as JSON: " + e.getClass().getSimpleName());
        }
    }
}
