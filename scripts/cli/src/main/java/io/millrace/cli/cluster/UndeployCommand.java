package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.deployer.Action;
import io.millrace.deployer.DeployReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes Millrace from a cluster. */
@Command(
        name = "undeploy",
        mixinStandardHelpOptions = true,
        description = {
            "Removes from a cluster what 'deploy' brought there, and nothing else. Claims, volumes and the namespace around them hold data, and stay"
                    + " unless you say --yes; then the namespace goes with all that is in it.",
            "What lay in local volumes stays on the node's disk, in the folder that 'deploy --volume-folder' named."
        },
        footer = {
            "JSON: namespace, problems, objects: [{kind, name, namespace, apiVersion, action, state, reason}]",
            "Exit codes: 0 done; 1 not all is gone; 5 no cluster answers"
        })
public final class UndeployCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--yes", description = "remove the data too")
    private boolean withData;

    @Option(
            names = "--cluster-admin",
            description = "also give up the feature flags of Knative that 'deploy --cluster-admin' set")
    private boolean clusterAdmin;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = WaitTime.class,
            description = "how long to wait until all is gone, as 90s, 15m or 1h (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    public UndeployCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        DeployReport report = cluster.on(
                session, deployer -> deployer.undeploy(cluster.namespace(), withData, clusterAdmin, timeout));
        if (session.options().json()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("namespace", report.namespace());
            shown.put("problems", report.problems());
            shown.put("objects", ReportView.json(report.objects(), false));
            session.output().json(shown);
        } else {
            boolean kept = report.count(Action.KEPT) > 0;
            ReportView.result(session.output(), report, kept ? "the data is kept" : "nothing of Millrace is left");
        }
        return report.succeeded() ? 0 : CliFailure.FAILED;
    }
}
