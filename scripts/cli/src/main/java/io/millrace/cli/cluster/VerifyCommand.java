package io.millrace.cli.cluster;

import io.millrace.cli.cluster.ClusterTrial.Finding;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import io.millrace.deployer.Deployer;
import io.millrace.deployer.DoctorReport;
import io.millrace.deployer.ObjectReport;
import io.millrace.deployer.ObjectReport.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries a Millrace on a cluster: documents in, pods killed, nothing lost. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Tries the Millrace on the cluster of the current kubeconfig, whose API --url names: looks whether all that is deployed is ready, uploads"
                    + " documents, kills pods of functions and model servers meanwhile (with --store those of the databases, too), waits until all are indexed, finds"
                    + " each once, asks a question, looks for dead letters, and removes the documents again.",
            "Not for a cluster on which others work: they see 503 while pods are away. It needs an administrator's --token and, on the cluster, the right to delete pods."
        },
        footer = {
            "JSON: namespace, checks: [{name, verdict, found, remedy}], killed: [pod], objects: [{kind, name, namespace, apiVersion, action, state, reason}]",
            "Exit codes: 0 nothing was lost; 1 something was, or is not ready; 2 without --cluster or --url; 5 no cluster or no API answers, or nothing is deployed"
        })
public final class VerifyCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Session session;

    @Option(names = "--cluster", description = "the cluster is what is tried; pods are killed on it")
    private boolean onCluster;

    @Option(
            names = "--documents",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many documents (default: ${DEFAULT-VALUE})")
    private int documents;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "5",
            description = "how many pods are killed meanwhile (default: ${DEFAULT-VALUE})")
    private int kills;

    @Option(names = "--store", description = "kill pods of the databases, too")
    private boolean withStore;

    @Option(names = "--seed", paramLabel = "N", description = "which pods are chosen (default: another one each time)")
    private @Nullable Long seed;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "20m",
            converter = WaitTime.class,
            description =
                    "how long to wait until all documents are indexed, as 90s, 15m or 1h (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!onCluster) {
            throw new CliFailure(CliFailure.USAGE, "only a cluster can be tried: say --cluster");
        }
        if (session.options().url() == null) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "say with --url (or MILLRACE_URL) where the API of that cluster is: knative/overlays/laptop/README.md, 'A way in'");
        }
        if (documents < 1 || documents > 1000 || kills < 0) {
            throw new CliFailure(CliFailure.USAGE, "--documents takes 1 to 1000, --kills none or more");
        }
        return cluster.on(session, this::verify);
    }

    private Integer verify(Deployer deployer) {
        DoctorReport state = deployer.examine(List.of(), cluster.namespace());
        if (state.objects().isEmpty()) {
            throw new CliFailure(
                    CliFailure.NOT_RUNNING,
                    "nothing is deployed in namespace " + state.namespace()
                            + ": deploy it, or say where with --namespace");
        }
        List<ObjectReport> unready = state.objects().stream()
                .filter(object -> object.state() != State.READY)
                .toList();
        if (!unready.isEmpty()) {
            return show(
                    state,
                    new ClusterTrial.Result(
                            List.of(new Finding(
                                    "all that is deployed is ready",
                                    false,
                                    unready.getFirst().object() + ": "
                                            + unready.getFirst().reason()
                                            + (unready.size() == 1 ? "" : ", and " + (unready.size() - 1) + " more"),
                                    "mend what the reasons name (millrace doctor), then verify again")),
                            List.of()));
        }
        Random random = seed == null ? new Random() : new Random(seed);
        try (Connection connection = session.connectToRunning()) {
            TrialTarget target = TrialTarget.of(
                    connection.client().patient(PATIENCE),
                    chooser -> deployer.killPod(state.namespace(), withStore, chooser));
            return show(
                    state,
                    new ClusterTrial(
                                    target,
                                    documents,
                                    kills,
                                    random,
                                    timeout,
                                    InstantSource.system(),
                                    VerifyCommand::pause,
                                    session.output()::note)
                            .run());
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(CliFailure.FAILED, "interrupted");
        }
    }

    private int show(DoctorReport state, ClusterTrial.Result result) {
        if (session.options().json()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("namespace", state.namespace());
            shown.put(
                    "checks",
                    result.findings().stream().map(VerifyCommand::json).toList());
            shown.put("killed", result.killed());
            shown.put("objects", ReportView.json(state.objects(), false));
            session.output().json(shown);
        } else {
            for (Finding finding : result.findings()) {
                session.output()
                        .line((finding.good() ? "fine   " : "wrong  ") + finding.name() + ": " + finding.found());
                if (!finding.remedy().isEmpty()) {
                    session.output().line("       → " + finding.remedy());
                }
            }
            session.output()
                    .line(
                            result.good()
                                    ? "nothing was lost; killed: " + String.join(", ", result.killed())
                                    : "not all is well");
        }
        return result.good() ? 0 : CliFailure.FAILED;
    }

    private static Map<String, String> json(Finding finding) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("name", finding.name());
        shown.put("verdict", finding.good() ? "fine" : "wrong");
        shown.put("found", finding.found());
        shown.put("remedy", finding.remedy());
        return shown;
    }
}
