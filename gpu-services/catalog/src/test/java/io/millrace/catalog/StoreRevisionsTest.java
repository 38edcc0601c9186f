package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.catalog.ModelCollector.Verdict;
import io.millrace.core.document.Digest;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several revisions of one model: which is current, which may go, which stay. */
class StoreRevisionsTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void promoteAndRollbackMoveTheLinkAndAPullLeavesWhatWasChosen() throws IOException {
        pull("r1");
        pull("r2");
        pull("r3");
        assertThat(current()).isEqualTo("r3");

        store("r3").promote("m", "r1");
        assertThat(current()).isEqualTo("r1");
        assertThat(pull("r3")).endsWith(Path.of("m/r1"));
        assertThat(store("r3").present("m"))
                .hasValueSatisfying(path -> assertThat(path).endsWith(Path.of("r1")));
        assertThat(store("r3").revisions("m"))
                .containsExactly(
                        new ModelRevision("r1", 2, true, false),
                        new ModelRevision("r2", 2, false, false),
                        new ModelRevision("r3", 2, false, true));

        assertThat(store("r3").rollback("m")).isEqualTo("r3");
        assertThat(store("r3").rollback("m")).isEqualTo("r2");
        assertThat(current()).isEqualTo("r2");
        assertThat(pull("r3")).endsWith(Path.of("m/r2"));
    }

    @Test
    void aPullThatIsToldNotToPromoteLeavesTheCurrentOne() throws IOException {
        pull("r1");

        Files.writeString(folder.resolve("r2"), "r2");
        assertThat(store("r2").pull("m", Progress.NONE, false)).endsWith(Path.of("m/r2"));
        assertThat(current()).isEqualTo("r1");
        assertThat(store("r2").ensure("m", Progress.NONE)).endsWith(Path.of("m/r1"));
        store("r2").promote("m", "r2");
        assertThat(current()).isEqualTo("r2");
        assertThat(store("r2").rollback("m")).isEqualTo("r1");
    }

    @Test
    void aPullBringsTheCatalogsRevisionEvenWhereAnotherWasChosen() throws IOException {
        pull("r1");
        store("r1").promote("m", "r1");
        Files.writeString(folder.resolve("r2"), "r2");
        RecordedProgress progress = new RecordedProgress();

        assertThat(store("r2").pull("m", progress, true)).endsWith(Path.of("m/r2"));
        assertThat(models().resolve("m/r2/model.bin")).hasContent("r2");
        assertThat(current()).isEqualTo("r1");
        assertThat(progress.lines).anyMatch(line -> line.contains("r1 stays current"));
    }

    @Test
    void whatIsNotHereCanNotBecomeCurrent() throws IOException {
        pull("r1");
        pull("r2");
        Files.writeString(models().resolve("m/r1/model.bin"), "cut short, or longer");

        assertThatThrownBy(() -> store("r2").promote("m", "r9"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("revision-missing"))
                .hasMessageContaining("'r9'")
                .hasMessageContaining("r1, r2");
        assertThatThrownBy(() -> store("r2").promote("m", "r1")).hasMessageContaining("no whole revision 'r1'");
        assertThatThrownBy(() -> store("r2").rollback("m")).hasMessageContaining("no whole revision 'r1'");
        assertThat(current()).isEqualTo("r2");
    }

    @Test
    void rollbackWithNothingBeforeSaysWhatIsHere() throws IOException {
        pull("r1");

        assertThatThrownBy(() -> store("r1").rollback("m"))
                .hasMessageContaining("no revision from before")
                .hasMessageContaining("models promote m REVISION");
    }

    @Test
    void aStoreOfAnEarlierVersionWithoutHistoryCanBeRolledBackTo() throws IOException {
        pull("r1");
        Files.delete(models().resolve("m/history.json"));
        pull("r2");

        assertThat(store("r2").rollback("m")).isEqualTo("r1");
    }

    @Test
    void collectsWhatIsNeitherCurrentNorBeforeNorHeldNorJustLeft() throws IOException {
        for (String revision : List.of("r1", "r2", "r3", "r4", "r5")) {
            pull(revision);
        }
        store("r5").promote("m", "r2");
        try (ModelLease held = store("r5").ensureAndHold("m", Progress.NONE)) {
            assertThat(held.isSeen()).isTrue();
            store("r5").promote("m", "r5");
            store("r5").promote("m", "r4");
            store("r5").promote("m", "r5");

            assertThat(collect(Duration.ofHours(1), false))
                    .containsExactly("r1 kept", "r2 kept", "r3 kept", "r4 kept", "r5 kept");
            assertThat(collect(Duration.ZERO, true))
                    .containsExactly("r1 gone", "r2 kept", "r3 gone", "r4 kept", "r5 kept");
            assertThat(models().resolve("m/r1")).isDirectory();
            List<Verdict> verdicts = store("r5").collector().collect(Duration.ZERO, false);
            assertThat(verdicts)
                    .filteredOn(verdict -> verdict.revision().equals("r2"))
                    .singleElement()
                    .satisfies(verdict -> assertThat(verdict.reason()).startsWith("held by process "));
            assertThat(models().resolve("m/r1")).doesNotExist();
            assertThat(models().resolve("m/r3")).doesNotExist();
            assertThat(held.folder().resolve("model.bin")).hasContent("r2");
        }
        assertThat(collect(Duration.ZERO, false)).containsExactly("r2 gone", "r4 kept", "r5 kept");
        assertThat(leases()).isEmpty();
    }

    @Test
    void aDeadHolderOfThisMachineAndASilentOneOfAnotherHoldNothing() throws Exception {
        pull("r1");
        pull("r2");
        pull("r3");
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor(30, TimeUnit.SECONDS)).isTrue();
        ModelLease mine = store("r3").ensureAndHold("m", Progress.NONE);
        String holder = Files.readString(leases().getFirst());
        mine.close();

        Path dead = lease("r1", holder.replaceAll("\"pid\":[0-9]+", "\"pid\":" + ended.pid()));
        assertThat(collect(Duration.ZERO, true)).contains("r1 gone");
        Path other = lease("r1", "{\"host\":\"elsewhere\",\"pid\":1,\"started\":0}");
        assertThat(collect(Duration.ZERO, true)).contains("r1 kept");
        Files.setLastModifiedTime(
                other,
                FileTime.fromMillis(
                        System.currentTimeMillis() - Duration.ofMinutes(11).toMillis()));
        assertThat(collect(Duration.ZERO, false)).contains("r1 gone");
        assertThat(dead).doesNotExist();
        assertThat(other).doesNotExist();
    }

    @Test
    void aLeaseIsKeptAliveByWritingItAgain() throws IOException {
        Leases leases = new Leases(folder.resolve("leases"));
        Leases.HeldFile held = leases.hold("m", "r1");
        Files.setLastModifiedTime(held.file(), FileTime.fromMillis(0));

        held.beat();

        assertThat(leases.holder("m", "r1")).isPresent();
        assertThat(leases.holder("m", "r")).isEmpty();
        held.release();
        assertThat(leases.holder("m", "r1")).isEmpty();
    }

    @Test
    void aReaderWithoutTheRightToWriteRunsAndSaysThatItIsNotSeen() throws IOException {
        pull("r1");
        Path leases = folder.resolve("leases");
        ModelStore reader = new ModelStore(
                models(),
                catalog("r1"),
                new Environment(Map.of("MILLRACE_MODEL_LEASES", leases.toString()), folder.resolve("home")));
        try (ModelLease held = reader.ensureAndHold("m", Progress.NONE)) {
            assertThat(held.isSeen()).isTrue();
            try (Stream<Path> files = Files.list(leases)) {
                assertThat(files).hasSize(1);
            }
        }
        ModelStore unseen = new ModelStore(
                models(),
                catalog("r1"),
                // Nothing can be written below a file.
                new Environment(
                        Map.of(
                                "MILLRACE_MODEL_LEASES",
                                folder.resolve("r1/leases").toString()),
                        folder.resolve("home")));
        try (ModelLease held = unseen.ensureAndHold("m", Progress.NONE)) {
            assertThat(held.isSeen()).isFalse();
            assertThat(held.folder()).isDirectory();
        }
    }

    @Test
    void oldDownloadsGoAndFreshOnesStay() throws IOException {
        pull("r1");
        Path old = Files.createDirectories(models().resolve(".parts/m/r0"));
        Path part = Files.writeString(old.resolve("model.bin.part"), "half");
        Path stray = Files.writeString(models().resolve(".parts/m-r0-0123.part"), "half");
        assertThat(collect(Duration.ZERO, false)).contains("r0 kept");
        FileTime longAgo = FileTime.fromMillis(
                System.currentTimeMillis() - Duration.ofDays(8).toMillis());
        for (Path path : List.of(part, old, stray)) {
            Files.setLastModifiedTime(path, longAgo);
        }

        assertThat(collect(Duration.ZERO, false)).contains("r0 gone", "m-r0-0123.part gone");
        assertThat(old).doesNotExist();
        assertThat(stray).doesNotExist();
    }

    @Test
    void collectingAnEmptyStoreIsNoError() {
        assertThat(collect(Duration.ZERO, false)).isEmpty();
    }

    private List<String> collect(Duration keep, boolean dryRun) {
        return store("r1").collector().collect(keep, dryRun).stream()
                .map(verdict -> verdict.revision() + (verdict.removed() ? " gone" : " kept"))
                .toList();
    }

    private Path lease(String revision, String content) throws IOException {
        return Files.writeString(models().resolve(".leases/m@" + revision + "@" + content.hashCode()), content);
    }

    private List<Path> leases() throws IOException {
        try (Stream<Path> all = Files.list(models().resolve(".leases"))) {
            return all.toList();
        }
    }

    private Path pull(String revision) throws IOException {
        Files.writeString(folder.resolve(revision), revision);
        return store(revision).ensure("m", Progress.NONE);
    }

    private String current() throws IOException {
        return Files.readSymbolicLink(models().resolve("m/current")).toString();
    }

    private ModelStore store(String revision) {
        return new ModelStore(models(), catalog(revision), new Environment(Map.of(), folder.resolve("home")));
    }

    /** A revision's only file holds its name. */
    private Catalog catalog(String revision) {
        byte[] content = revision.getBytes(StandardCharsets.UTF_8);
        return new Catalog(List.of(TestEntries.embedder(
                "m",
                revision,
                List.of(new ModelFile(
                        "model.bin",
                        "model",
                        (long) content.length,
                        HexFormat.of().formatHex(Digest.sha256().digest(content)))),
                List.of(new ModelSource.LocalFiles(Map.of("model.bin", folder.resolve(revision)))))));
    }

    private Path models() {
        return folder.resolve("models");
    }
}
