package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.deployer.BackupReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the caller gets of a backup or a restore. */
final class BackupView {

    private BackupView() {}

    /**
     * Shows it.
     *
     * @return the exit code
     */
    static int show(Session session, BackupReport report, String whenWell) {
        if (session.options().json()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("namespace", report.object().namespace());
            shown.put(
                    "object",
                    Map.of(
                            "kind",
                            report.object().kind(),
                            "name",
                            report.object().name()));
            shown.put("done", report.done());
            shown.put("backup", report.backup());
            shown.put("claim", report.where());
            shown.put("reason", report.reason());
            session.output().json(shown);
        } else {
            session.output().line(report.done() ? whenWell : report.object() + ": " + report.reason());
        }
        return report.done() ? 0 : CliFailure.FAILED;
    }
}
