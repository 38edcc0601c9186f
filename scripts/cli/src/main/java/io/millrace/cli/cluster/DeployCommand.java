package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.deployer.DeclaredObject;
import io.millrace.deployer.DeployReport;
import io.millrace.deployer.DeployRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings an overlay onto a cluster. */
@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        description = {
            "Brings an overlay onto a Kubernetes cluster with Knative: applies what it declares (server-side, as 'millrace'), waits until all of it"
                    + " works, says why something does not, and removes what an earlier deploy brought and the overlay no longer declares.",
            "A second run changes nothing. Claims and other data are never removed here. Fields that someone else keeps are left alone and named."
        },
        footer = {
            "JSON: namespace, dryRun, seconds, problems, objects: [{kind, name, namespace, apiVersion, action, state, reason}]; with --diff also differences: [{path, before, after}]",
            "Exit codes: 0 all of it works; 1 not all; 2 wrong usage; 3 neither kubectl nor kustomize is here; 5 no cluster answers"
        })
public final class DeployCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final OverlayOptions overlay = new OverlayOptions();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--dry-run", description = "ask the cluster what would happen, and change nothing")
    private boolean dryRun;

    @Option(
            names = "--diff",
            description = "the same, with each field that would change; values of Secrets are not shown")
    private boolean diff;

    @Option(
            names = "--cluster-admin",
            description = {
                "also do what belongs to the cluster: set the feature flags of Knative that the overlay needs, and make local",
                "volumes for claims that nothing else would make a volume for. Shows first what it changes"
            })
    private boolean clusterAdmin;

    @Option(names = "--force-conflicts", description = "take over fields that someone else keeps with another value")
    private boolean forceConflicts;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            defaultValue = "",
            description = "the node of local volumes, where there are several")
    private String node = "";

    @Option(
            names = "--volume-folder",
            paramLabel = "DIR",
            defaultValue = "/var/lib/millrace",
            description = "the folder of local volumes on that node (default: ${DEFAULT-VALUE})")
    private String volumeFolder = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = WaitTime.class,
            description = "how long to wait until all of it works, as 90s, 15m or 1h (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    public DeployCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!volumeFolder.startsWith("/")) {
            throw new CliFailure(
                    CliFailure.USAGE, "--volume-folder is an absolute path, but is '" + volumeFolder + "'");
        }
        long start = System.nanoTime();
        boolean dry = dryRun || diff;
        List<DeclaredObject> objects = ClusterOptions.translated(() -> overlay.objects(session));
        DeployRequest request = new DeployRequest(
                objects, cluster.namespace(), dry, clusterAdmin, forceConflicts, node, volumeFolder, timeout);
        DeployReport report = cluster.on(session, deployer -> deployer.deploy(request));
        if (session.options().json()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("namespace", report.namespace());
            shown.put("dryRun", dry);
            shown.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
            shown.put("problems", report.problems());
            shown.put("objects", ReportView.json(report.objects(), diff));
            session.output().json(shown);
        } else if (dry) {
            ReportView.plan(session.output(), report, diff);
        } else {
            ReportView.result(session.output(), report, "all of it works");
        }
        return report.succeeded() ? 0 : CliFailure.FAILED;
    }
}
