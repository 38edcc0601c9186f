package io.millrace.cli.cluster;

import io.millrace.cli.session.Output;
import io.millrace.deployer.Action;
import io.millrace.deployer.DeployReport;
import io.millrace.deployer.FieldDifference;
import io.millrace.deployer.ObjectReport;
import io.millrace.deployer.ObjectReport.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How objects of a cluster are shown. */
final class ReportView {

    private ReportView() {}

    static List<Map<String, Object>> json(List<ObjectReport> objects, boolean differences) {
        return objects.stream().map(object -> json(object, differences)).toList();
    }

    private static Map<String, Object> json(ObjectReport object, boolean differences) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", object.object().kind());
        shown.put("name", object.object().name());
        shown.put("namespace", object.object().namespace());
        shown.put("apiVersion", object.object().apiVersion());
        shown.put("action", object.action().word());
        shown.put("state", object.state().word());
        shown.put("reason", object.reason());
        if (differences) {
            shown.put(
                    "differences",
                    object.differences().stream()
                            .map(difference -> Map.of(
                                    "path",
                                    difference.path(),
                                    "before",
                                    difference.before(),
                                    "after",
                                    difference.after()))
                            .toList());
        }
        return shown;
    }

    /** For a dry run: what would happen to each object, and with {@code differences} to each field. */
    static void plan(Output output, DeployReport report, boolean differences) {
        for (ObjectReport object : report.objects()) {
            if (object.action() != Action.UNCHANGED) {
                output.line(object.action().word() + "  " + object.object()
                        + (object.reason().isEmpty() ? "" : "  " + object.reason()));
                if (differences) {
                    for (FieldDifference difference : object.differences()) {
                        output.line("    " + difference);
                    }
                }
            }
        }
        output.line(counts(report) + " (nothing was changed)");
        problems(output, report);
    }

    /** For a run: what is not as it should be, and how many of each action. */
    static void result(Output output, DeployReport report, String whenWell) {
        for (ObjectReport object : report.objects()) {
            boolean bad = object.state() == State.WAITING || object.state() == State.FAILED;
            if (bad || !object.reason().isEmpty()) {
                output.line(object.object() + ": "
                        + (bad
                                ? object.action() == Action.REFUSED ? "refused" : "not ready"
                                : object.action().word()) + ": "
                        + object.reason());
            }
        }
        problems(output, report);
        String counts = counts(report);
        output.line(counts.isEmpty() ? whenWell : report.succeeded() ? counts + "; " + whenWell : counts);
    }

    private static void problems(Output output, DeployReport report) {
        report.problems().forEach(output::line);
    }

    private static String counts(DeployReport report) {
        List<String> counts = new ArrayList<>();
        for (Action action : Action.values()) {
            long count = report.count(action);
            if (count > 0) {
                counts.add(count + " " + action.word());
            }
        }
        return String.join(", ", counts);
    }
}
