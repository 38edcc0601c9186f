package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the nightly dump, run as it is, with stand-ins for PostgreSQL's programs: what it keeps and what it leaves when something fails. */
final class BackupScriptTest {

    private static final Path SCRIPT = Repository.knative().resolve("platform/postgresql/backup/backup.sh");

    /** Writes what it was told to the file that it was told, then fails where it shall. */
    private static final String PG_DUMP = """
            #!/bin/sh
            set -eu
            for argument; do case $argument in --file=*) echo "$*" > "${argument#--file=}" ;; esac; done
            [ -z "${DUMP_BREAKS:-}" ]
            """;

    private static final String PG_RESTORE = """
            #!/bin/sh
            [ -z "${LIST_BREAKS:-}" ]
            """;

    /** Ready when it is asked for as often as it was told. */
    private static final String PG_ISREADY = """
            #!/bin/sh
            echo asked >> "$BACKUP_FOLDER/../asked"
            [ "$(wc -l < "$BACKUP_FOLDER/../asked")" -ge "${READY_AT:-1}" ]
            """;

    @TempDir
    private Path root;

    @BeforeEach
    void layOutProgramsAndAnOldDump() throws IOException {
        program("pg_dump", PG_DUMP);
        program("pg_restore", PG_RESTORE);
        program("pg_isready", PG_ISREADY);
        program("sleep", "#!/bin/sh\n");
        Path old = Files.createDirectories(root.resolve("backup")).resolve("millrace-20200101T000000Z.dump");
        Files.writeString(old, "old");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(400))));
        Files.writeString(root.resolve("backup/notes.txt"), "not ours");
    }

    @Test
    void aNewDumpTakesThePlaceOfOldOnes() throws Exception {
        assertThat(run(Map.of())).isZero();

        assertThat(backups()).hasSize(2).anyMatch(name -> name.matches("millrace-\\d{8}T\\d{6}Z\\.dump"));
        assertThat(backups()).contains("notes.txt").doesNotContain("millrace-20200101T000000Z.dump");
    }

    @Test
    void aFailedDumpLeavesTheOldOnesAndNothingElse() throws Exception {
        assertThat(run(Map.of("DUMP_BREAKS", "1"))).isNotZero();

        assertThat(backups()).containsExactly("millrace-20200101T000000Z.dump", "notes.txt");
    }

    @Test
    void aDumpThatCannotBeReadCountsAsNone() throws Exception {
        assertThat(run(Map.of("LIST_BREAKS", "1"))).isNotZero();

        assertThat(backups()).containsExactly("millrace-20200101T000000Z.dump", "notes.txt");
    }

    @Test
    void aServerThatIsNotReachedAtOnceIsWaitedFor() throws Exception {
        assertThat(run(Map.of("READY_AT", "4"))).isZero();

        assertThat(backups()).hasSize(2);
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpAndSaidSo() throws Exception {
        assertThat(run(Map.of("READY_AT", "1000"))).isEqualTo(1);

        assertThat(backups()).containsExactly("millrace-20200101T000000Z.dump", "notes.txt");
        assertThat(root.resolve("output.txt")).content().contains("PostgreSQL does not answer");
    }

    private int run(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", SCRIPT.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("output.txt").toFile());
        builder.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("BACKUP_FOLDER", root.resolve("backup").toString());
        builder.environment().put("KEEP_DAYS", "14");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<String> backups() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("backup"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.createDirectories(root.resolve("bin")).resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
