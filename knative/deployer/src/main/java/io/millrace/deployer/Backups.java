package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deployer.DeployFailure.Kind;
import io.millrace.deployer.JobRun.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Backups of the store, now, and the way back: Jobs of the CronJobs of {@code platform/postgresql/backup}, or a Backup as the ScheduledBackup of
 * {@code platform/cloudnative-pg} makes one.
 */
final class Backups {

    static final String LATEST = "latest";

    private static final String OPERATOR = "postgresql.cnpg.io/v1";
    private static final String BACKUP = "postgresql-backup";
    private static final String RESTORE = "postgresql-restore";
    private static final Pattern DUMP = Pattern.compile("latest|millrace-[0-9TZ]+\\.dump");

    private final Cluster cluster;
    private final String home;
    private final JobRun run;
    private final Consumer<String> say;

    Backups(Cluster cluster, String home, Duration timeout, Pace pace, Consumer<String> say) {
        this.cluster = cluster;
        this.home = home;
        this.run = new JobRun(cluster, pace, say, timeout);
        this.say = say;
    }

    BackupReport backup() {
        Optional<ObjectNode> cronJob = cronJob(BACKUP);
        if (cronJob.isPresent()) {
            return job(cronJob.get(), Map.of());
        }
        Optional<ObjectNode> scheduled = scheduledBackup();
        if (scheduled.isPresent()) {
            return snapshot(scheduled.get());
        }
        throw new DeployFailure(
                Kind.FAILED,
                "namespace " + home + " has neither CronJob " + BACKUP + " nor a ScheduledBackup of CloudNativePG: "
                        + install());
    }

    /** @param dump the name of a dump, or {@value #LATEST} */
    BackupReport restore(String dump) {
        if (!DUMP.matcher(dump).matches()) {
            throw new DeployFailure(
                    Kind.WRONG_USAGE,
                    "'" + dump
                            + "' is no dump: they are named as millrace-20261201T024100Z.dump, and the newest is 'latest'");
        }
        Optional<ObjectNode> cronJob = cronJob(RESTORE);
        if (cronJob.isPresent()) {
            refuseWhileAnotherRuns();
            return job(cronJob.get(), Map.of("DUMP", dump));
        }
        if (scheduledBackup().isPresent()) {
            throw new DeployFailure(
                    Kind.FAILED,
                    "the store in namespace " + home
                            + " is CloudNativePG's, which restores into a new Cluster only: name the snapshots (kubectl get volumesnapshots -n "
                            + home
                            + ") in a copy of components/store-cloudnative-pg-restored, lay that over the overlay, and deploy");
        }
        throw new DeployFailure(Kind.FAILED, "namespace " + home + " has no CronJob " + RESTORE + ": " + install());
    }

    private String install() {
        return "add 'resources: [../../platform/postgresql/backup]' to the overlay and deploy it, or kubectl -n " + home
                + " apply -k knative/platform/postgresql/backup";
    }

    private Optional<ObjectNode> cronJob(String name) {
        return cluster.get(new ObjectName("batch/v1", "CronJob", home, name));
    }

    private Optional<ObjectNode> scheduledBackup() {
        if (!cluster.knows(OPERATOR, "ScheduledBackup")) {
            return Optional.empty();
        }
        return cluster.list(OPERATOR, "ScheduledBackup", home, "app.kubernetes.io/part-of", Conflict.US).stream()
                .findFirst();
    }

    /** Two at once would read into the same database beside the store's. */
    private void refuseWhileAnotherRuns() {
        cluster.list("batch/v1", "Job", home, "app.kubernetes.io/part-of", Conflict.US).stream()
                .filter(job -> job.at("/metadata/name").asText().startsWith(RESTORE + "-"))
                .filter(job -> JobRun.ofJob(job).isEmpty())
                .findFirst()
                .ifPresent(job -> {
                    throw new DeployFailure(
                            Kind.FAILED,
                            ObjectName.of(job)
                                    + " restores already. Remedy: wait until it has ended, or remove it (kubectl delete -n "
                                    + home + " job/" + job.at("/metadata/name").asText() + ")");
                });
    }

    private BackupReport job(ObjectNode cronJob, Map<String, String> variables) {
        ObjectName job = run.start(cronJob, variables);
        End end = run.await(job, JobRun::ofJob);
        List<String> said = run.said(job);
        if (!end.good()) {
            said.forEach(line -> say.accept("    " + line));
            String words = said.isEmpty() ? "" : ": " + said.getLast();
            return new BackupReport(
                    job,
                    false,
                    "",
                    claim(cronJob),
                    end.reason() + words + ". Remedy: see kubectl logs -n " + home + " job/" + job.name()
                            + "; the store is as it was");
        }
        String file = said.isEmpty() ? "" : said.getLast();
        return new BackupReport(job, true, file.substring(file.lastIndexOf('/') + 1), claim(cronJob), "");
    }

    private static String claim(ObjectNode cronJob) {
        for (JsonNode volume : cronJob.at("/spec/jobTemplate/spec/template/spec/volumes")) {
            String claim = volume.at("/persistentVolumeClaim/claimName").asText();
            if (!claim.isEmpty()) {
                return claim;
            }
        }
        return "";
    }

    private BackupReport snapshot(ObjectNode scheduled) {
        ObjectName name = new ObjectName(
                OPERATOR,
                "Backup",
                home,
                run.stamped(scheduled.at("/spec/cluster/name").asText()));
        ObjectNode backup = JsonNodeFactory.instance.objectNode();
        backup.put("apiVersion", name.apiVersion()).put("kind", name.kind());
        backup.putObject("metadata")
                .put("name", name.name())
                .put("namespace", home)
                .putObject("labels")
                .put("app.kubernetes.io/part-of", Conflict.US);
        ObjectNode spec = backup.putObject("spec");
        for (String field :
                List.of("cluster", "method", "target", "online", "onlineConfiguration", "pluginConfiguration")) {
            if (scheduled.path("spec").has(field)) {
                spec.set(field, scheduled.path("spec").path(field));
            }
        }
        cluster.apply(name, backup, Conflict.US, false, false);
        say.accept("  " + name + ": started");
        End end = run.await(name, Backups::ofBackup);
        return new BackupReport(
                name,
                end.good(),
                end.good() ? snapshots(cluster.get(name).orElse(backup)) : "",
                "",
                end.good()
                        ? ""
                        : end.reason() + ". Remedy: see kubectl describe -n " + home + " backup " + name.name()
                                + "; the storage class needs a VolumeSnapshotClass");
    }

    /** By CloudNativePG 1.27: the phases of a Backup. */
    private static Optional<End> ofBackup(ObjectNode live) {
        return switch (live.at("/status/phase").asText()) {
            case "completed" -> Optional.of(new End(true, ""));
            case "failed", "walArchivingFailing" ->
                Optional.of(new End(
                        false,
                        live.at("/status/phase").asText() + ": "
                                + live.at("/status/error").asText()));
            default -> Optional.empty();
        };
    }

    private static String snapshots(ObjectNode live) {
        StringBuilder names = new StringBuilder();
        live.at("/status/snapshotBackupStatus/elements")
                .forEach(element -> names.append(names.isEmpty() ? "" : ", ")
                        .append(element.path("name").asText()));
        return names.isEmpty() ? live.at("/metadata/name").asText() : names.toString();
    }
}
