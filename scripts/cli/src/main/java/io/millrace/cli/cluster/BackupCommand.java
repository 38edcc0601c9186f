package io.millrace.cli.cluster;

import io.millrace.cli.session.Session;
import io.millrace.deployer.BackupReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a backup of a cluster's store. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a backup of the store (index, ledger, dead letters) now and waits for it: a Job of the CronJob 'postgresql-backup', or a Backup"
                    + " as CloudNativePG's ScheduledBackup makes one.",
            "Says where it lies. The nightly ones go on."
        },
        footer = {
            "JSON: namespace, object: {kind, name}, done, backup, claim, reason",
            "Exit codes: 0 done; 1 failed, or nothing there makes backups; 5 no cluster answers"
        })
public final class BackupCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = WaitTime.class,
            description = "how long to wait for its end, as 90s, 15m or 1h (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    public BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        BackupReport report = cluster.on(session, deployer -> deployer.backUp(cluster.namespace(), timeout));
        return BackupView.show(
                session,
                report,
                report.where().isEmpty()
                        ? "the backup is snapshot " + report.backup()
                        : "the backup is " + report.backup() + " in claim " + report.where());
    }
}
