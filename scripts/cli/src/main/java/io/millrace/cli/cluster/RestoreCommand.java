package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.deployer.BackupReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a backup in the place of a cluster's store. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup in the store's place, by a Job of the CronJob 'postgresql-restore', and waits for it. The dump is read into a database beside the"
                    + " store's, which is used meanwhile; then the two change names at once. For that moment functions answer 503, and events are tried again.",
            "What came after the dump is not in the store any more: run 'millrace reindex --all' then, which finds it in its sources. What was there stays as"
                    + " database millrace_before_restore until the next restore."
        },
        footer = {
            "JSON: namespace, object: {kind, name}, done, backup, claim, reason",
            "Exit codes: 0 done; 1 failed, and the store is as it was; 2 without --yes, or no name of a dump; 5 no cluster answers"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the parameters
public final class RestoreCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "DUMP", description = "its name, as 'millrace backup' said it; or 'latest'")
    private String dump;

    @Option(names = "--yes", description = "really replace what is in the store")
    private boolean sure;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2h",
            converter = WaitTime.class,
            description = "how long to wait for its end, as 90s, 15m or 1h (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    public RestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!sure) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "nothing was done: this replaces all that is in the store by " + dump
                            + ", and what came later is found again only where its source still has it; say --yes");
        }
        BackupReport report = cluster.on(session, deployer -> deployer.restore(cluster.namespace(), dump, timeout));
        return BackupView.show(
                session,
                report,
                report.backup() + " is in the store's place; what came after it: millrace reindex --all");
    }
}
