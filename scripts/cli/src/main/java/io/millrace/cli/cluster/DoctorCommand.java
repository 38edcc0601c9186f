package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import io.millrace.deployer.Check;
import io.millrace.deployer.Check.Verdict;
import io.millrace.deployer.DeclaredObject;
import io.millrace.deployer.DoctorReport;
import io.millrace.deployer.ObjectReport.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at a cluster. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks whether a cluster has what Millrace needs (versions, types, feature flags, broker, ingress, TLS, storage, GPUs, KEDA), each with its"
                    + " remedy, and how what is deployed there does. Changes nothing.",
            "With --overlay it looks for what that overlay needs."
        },
        footer = {
            "JSON: namespace, checks: [{name, verdict, found, remedy}], objects: [{kind, name, namespace, apiVersion, action, state, reason}]",
            "Verdicts: fine, advice, wrong, missing. Exit codes: 0 nothing is wrong; 1 something is, or an object does not work; 3 something must be"
                    + " installed; 5 no cluster answers"
        })
public final class DoctorCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final OverlayOptions overlay = new OverlayOptions();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    public DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<DeclaredObject> objects =
                overlay.given() ? ClusterOptions.translated(() -> overlay.objects(session)) : List.of();
        DoctorReport report = cluster.on(session, deployer -> deployer.examine(objects, cluster.namespace()));
        if (session.options().json()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("namespace", report.namespace());
            shown.put(
                    "checks", report.checks().stream().map(DoctorCommand::json).toList());
            shown.put("objects", ReportView.json(report.objects(), false));
            session.output().json(shown);
        } else {
            show(session.output(), report);
        }
        if (report.has(Verdict.MISSING)) {
            return CliFailure.MISSING;
        }
        return report.has(Verdict.WRONG) || works(report) < report.objects().size() ? CliFailure.FAILED : 0;
    }

    private static long works(DoctorReport report) {
        return report.objects().stream()
                .filter(object -> object.state() == State.READY)
                .count();
    }

    private static Map<String, String> json(Check check) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("name", check.name());
        shown.put("verdict", check.verdict().word());
        shown.put("found", check.found());
        shown.put("remedy", check.remedy());
        return shown;
    }

    private static void show(Output output, DoctorReport report) {
        for (Check check : report.checks()) {
            output.line(String.format("%-8s %s: %s", check.verdict().word(), check.name(), check.found()));
            if (!check.remedy().isEmpty()) {
                output.line("         → " + check.remedy());
            }
        }
        report.objects().stream()
                .filter(object -> object.state() != State.READY)
                .forEach(object -> output.line(object.object() + ": not ready: " + object.reason()));
        output.line(
                report.objects().isEmpty()
                        ? "nothing is deployed in namespace " + report.namespace()
                        : works(report) + " of " + report.objects().size() + " objects in namespace "
                                + report.namespace() + " are ready");
    }
}
