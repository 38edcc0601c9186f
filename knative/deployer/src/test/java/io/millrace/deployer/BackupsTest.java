package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deployer.DeployFailure.Kind;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Backup and restore of the store: which Job or Backup is made, when it has ended, and what is said of it. */
class BackupsTest extends DeployerTestCase {

    private static final String JOBS = "/apis/batch/v1/namespaces/millrace/jobs/";
    private static final String BACKUP = "postgresql-backup-20261201-024100";
    private static final String RESTORE = "postgresql-restore-20261201-024100";
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aBackupIsAJobOfTheCronJobAndSaysWhereItLies() {
        cronJob("postgresql-backup");
        cluster.podOf(BACKUP, "/backup/millrace-20261201T024101Z.dump\n");

        BackupReport report = deployer.backUp("", HOUR);

        assertThat(report.done()).isTrue();
        assertThat(report.backup()).isEqualTo("millrace-20261201T024101Z.dump");
        assertThat(report.where()).isEqualTo("postgresql-backup");
        ObjectNode job = job(BACKUP);
        assertThat(job.at("/spec/backoffLimit").asInt()).isEqualTo(2);
        assertThat(job.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("dev.local/millrace/postgresql:1");
        assertThat(job.at("/metadata/annotations/cronjob.kubernetes.io~1instantiate")
                        .asText())
                .isEqualTo("manual");
        assertThat(job.at("/metadata/ownerReferences/0/name").asText()).isEqualTo("postgresql-backup");
    }

    @Test
    void aRestoreIsToldItsDumpAndNothingElseChanges() {
        cronJob("postgresql-restore");
        cluster.podOf(RESTORE, "/backup/millrace-20261130T024100Z.dump\n");

        BackupReport report = deployer.restore("", "millrace-20261130T024100Z.dump", HOUR);

        assertThat(report.done()).isTrue();
        assertThat(job(RESTORE).at("/spec/template/spec/containers/0/env").toString())
                .contains("{\"name\":\"PGHOST\",\"value\":\"postgresql\"}")
                .contains("{\"name\":\"DUMP\",\"value\":\"millrace-20261130T024100Z.dump\"}");
    }

    @Test
    void aFailedJobIsExplainedByWhatItWrote() {
        cronJob("postgresql-restore");
        cluster.podOf(RESTORE, "there is no dump 'latest'. Those that are there:\n");
        cluster.controllers(object -> Controllers.condition(
                object, "Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit"));

        BackupReport report = deployer.restore("", "latest", HOUR);

        assertThat(report.done()).isFalse();
        assertThat(report.reason())
                .contains("backoff limit", "there is no dump 'latest'", "kubectl logs -n millrace job/" + RESTORE);
        assertThat(said).anyMatch(line -> line.contains("there is no dump 'latest'"));
    }

    @Test
    void whileItRunsItSaysWhatKeepsIt() {
        cronJob("postgresql-backup");
        cluster.controllers(object -> object);
        cluster.put("""
                {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: millrace, labels: {batch.kubernetes.io/job-name: %s}},
                 status: {conditions: [{type: PodScheduled, status: "False", message: "0/1 nodes are available: 1 Insufficient cpu."}]}}""".formatted(BACKUP));
        whileWaiting = () -> {
            if (pace.passed().toSeconds() > 60) {
                cluster.change(JOBS + BACKUP, job -> Controllers.condition(job, "Complete", "True", "", ""));
            }
        };

        assertThat(deployer.backUp("", HOUR).done()).isTrue();

        assertThat(said).anyMatch(line -> line.contains("Insufficient cpu") && line.contains("Remedy"));
        assertThat(said).hasSizeBetween(3, 6);
    }

    @Test
    void whatDoesNotEndIsLeftAndNamed() {
        cronJob("postgresql-backup");
        cluster.controllers(object -> object);

        BackupReport report = deployer.backUp("", Duration.ofMinutes(5));

        assertThat(report.done()).isFalse();
        assertThat(report.reason()).contains("has not ended in 5 minutes", "--timeout");
        assertThat(pace.passed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }

    @Test
    void twoRestoresAtOnceAreRefused() {
        cronJob("postgresql-restore");
        cluster.put("""
                {apiVersion: batch/v1, kind: Job, spec: {},
                 metadata: {name: postgresql-restore-1, namespace: millrace, labels: {app.kubernetes.io/part-of: millrace}}}""");

        assertThatThrownBy(() -> deployer.restore("", "latest", HOUR))
                .hasMessageContaining("Job millrace/postgresql-restore-1 restores already")
                .hasMessageContaining("kubectl delete");
        assertThat(cluster.get(JOBS + RESTORE)).isNull();
    }

    @Test
    void whereNothingMakesBackupsItSaysWhatDoes() {
        assertThatThrownBy(() -> deployer.backUp("", HOUR))
                .hasMessageContaining("CronJob postgresql-backup", "ScheduledBackup")
                .hasMessageContaining("platform/postgresql/backup");
        assertThatThrownBy(() -> deployer.restore("", "latest", HOUR))
                .hasMessageContaining("CronJob postgresql-restore");
    }

    @Test
    void aNameThatIsNoDumpIsWrongUsage() {
        assertThatThrownBy(() -> deployer.restore("", "../secrets", HOUR))
                .isInstanceOfSatisfying(
                        DeployFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_USAGE));
    }

    @Test
    void theOperatorsStoreIsBackedUpByASnapshotAndRestoredIntoANewCluster() {
        cluster.put("""
                {apiVersion: postgresql.cnpg.io/v1, kind: ScheduledBackup,
                 metadata: {name: millrace-nightly, namespace: millrace, labels: {app.kubernetes.io/part-of: millrace}},
                 spec: {schedule: "0 41 2 * * *", backupOwnerReference: cluster, method: volumeSnapshot, target: prefer-standby, cluster: {name: millrace}}}""");
        cluster.controllers(object -> {
            object.putObject("status")
                    .put("phase", "completed")
                    .putObject("snapshotBackupStatus")
                    .putArray("elements")
                    .addObject()
                    .put("name", "millrace-20261201-024100")
                    .put("type", "PG_DATA");
            return object;
        });

        BackupReport report = deployer.backUp("", HOUR);

        assertThat(report.done()).isTrue();
        assertThat(report.backup()).isEqualTo("millrace-20261201-024100");
        ObjectNode backup = Objects.requireNonNull(
                cluster.get("/apis/postgresql.cnpg.io/v1/namespaces/millrace/backups/millrace-20261201-024100"));
        assertThat(backup.at("/spec").toString())
                .isEqualTo(
                        "{\"cluster\":{\"name\":\"millrace\"},\"method\":\"volumeSnapshot\",\"target\":\"prefer-standby\"}");
        assertThatThrownBy(() -> deployer.restore("", "latest", HOUR))
                .hasMessageContaining("components/store-cloudnative-pg-restored");
    }

    @Test
    void aSnapshotThatFailsSaysWhy() {
        cluster.put("""
                {apiVersion: postgresql.cnpg.io/v1, kind: ScheduledBackup, spec: {cluster: {name: millrace}, method: volumeSnapshot},
                 metadata: {name: millrace-nightly, namespace: millrace, labels: {app.kubernetes.io/part-of: millrace}}}""");
        cluster.controllers(object -> {
            object.putObject("status").put("phase", "failed").put("error", "no VolumeSnapshotClass");
            return object;
        });

        assertThat(deployer.backUp("", HOUR).reason()).contains("failed: no VolumeSnapshotClass", "kubectl describe");
    }

    private void cronJob(String name) {
        cluster.put("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %s, namespace: millrace, uid: 0b4c, labels: {app.kubernetes.io/name: postgresql-backup}}
                spec:
                  schedule: "41 2 * * *"
                  jobTemplate:
                    spec:
                      backoffLimit: 2
                      template:
                        metadata: {labels: {app.kubernetes.io/name: postgresql-backup}}
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: a
                              image: dev.local/millrace/postgresql:1
                              env: [{name: PGHOST, value: postgresql}, {name: DUMP, value: latest}]
                          volumes: [{name: backup, persistentVolumeClaim: {claimName: postgresql-backup}}]
                """.formatted(name));
    }

    private ObjectNode job(String name) {
        return Objects.requireNonNull(cluster.get(JOBS + name));
    }
}
