package io.millrace.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.session.CliFailure;
import io.millrace.source.folder.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FolderWatchTest {

    @TempDir
    private Path temporary;

    private Path docs;
    private FolderWatch watch;

    @BeforeEach
    void watchAFolder() throws IOException {
        docs = Files.createDirectories(temporary.toRealPath().resolve("docs"));
        Files.createDirectories(docs.resolve("sub/deep"));
        Files.writeString(docs.resolve("sub/deep/old.md"), "old");
        watch = new FolderWatch(List.of(docs));
    }

    @AfterEach
    void close() throws IOException {
        watch.close();
    }

    @Test
    void saysWhichFilesAreNewOrChangedHoweverDeep() throws Exception {
        Path fresh = Files.writeString(docs.resolve("new.md"), "new");
        Path old = Files.writeString(docs.resolve("sub/deep/old.md"), "changed");

        assertThat(until(Set.of(fresh, old))).contains(fresh, old);
    }

    @Test
    void whatMillraceWritesForItselfIsNoChange() throws Exception {
        Path data = Files.createDirectories(docs.resolve("data/logs"));
        Files.writeString(docs.resolve("data").resolve(OwnFolder.MARK), "");
        Path log = Files.writeString(data.resolve("a.log"), "a line");
        Path note = Files.writeString(docs.resolve("note.md"), "new");

        assertThat(until(Set.of(note))).contains(note).doesNotContain(log, data);
    }

    @Test
    void aNewFolderIsWatchedToo() throws Exception {
        Path folder = Files.createDirectories(docs.resolve("later"));
        Path first = Files.writeString(folder.resolve("first.md"), "first");
        assertThat(until(Set.of(first))).isNotEmpty();

        Path second = Files.writeString(folder.resolve("second.md"), "second");

        assertThat(until(Set.of(second))).isNotEmpty();
    }

    @Test
    void aFileThatIsGoneIsNamedItself() throws Exception {
        Path gone = docs.resolve("sub/deep/old.md");
        Files.delete(gone);

        FolderChanges changes = watch.next();

        assertThat(changes.places()).containsExactly(gone);
        assertThat(changes.folders()).isEmpty();
    }

    @Test
    void aFolderThatIsGoneIsToBeCompared() throws Exception {
        Files.move(docs.resolve("sub/deep"), temporary.resolve("elsewhere"));

        assertThat(watch.next().folders()).containsExactly(docs.resolve("sub/deep"));
    }

    @Test
    void aRenameNamesBothPlaces() throws Exception {
        Path old = docs.resolve("sub/deep/old.md");
        Path renamed = Files.move(old, docs.resolve("renamed.md"));

        assertThat(until(Set.of(renamed, old))).contains(renamed, old);
    }

    @Test
    void whatIsInAChangedFolderIsNotNamedButWhatIsGoneFromItIs() throws Exception {
        Path folder = Files.createDirectory(docs.resolve("new"));
        Path beside = Files.createDirectory(docs.resolve("new-other"));
        assertThat(until(Set.of(folder, beside))).contains(folder, beside);
        Path gone = Files.writeString(folder.resolve("gone.md"), "gone");
        Files.writeString(folder.resolve("stays.md"), "stays");
        Files.delete(gone);

        FolderChanges changes = watch.next();

        assertThat(changes.places()).contains(gone).doesNotContain(beside);
    }

    @Test
    void aWatchedFolderThatIsGoneIsToBeComparedAndEndsTheWatch() throws Exception {
        Files.move(docs, temporary.resolve("moved"));

        assertThat(watch.next().folders()).contains(docs);
        assertThatThrownBy(this::toTheEnd).isInstanceOf(CliFailure.class).hasMessageContaining(docs + "] is gone");
    }

    @Test
    void theEndOfTheWatcherEndsTheWatch() throws Exception {
        watch.close();

        assertThatThrownBy(watch::next).isInstanceOf(CliFailure.class).hasMessageContaining("start the watch again");
    }

    @Test
    void hiddenOnesArePassedOver() throws Exception {
        Files.writeString(docs.resolve(".draft"), "hidden");
        Files.createDirectories(docs.resolve(".git"));
        Path seen = Files.writeString(docs.resolve("seen.md"), "seen");

        assertThat(until(Set.of(seen))).containsExactly(seen);
    }

    /** All that bundles named until each of {@code wanted} was in or below one of the places. */
    private Set<Path> until(Set<Path> wanted) throws InterruptedException {
        Set<Path> named = new HashSet<>();
        while (!wanted.stream().allMatch(path -> named.stream().anyMatch(path::startsWith))) {
            FolderChanges changes = watch.next();
            named.addAll(changes.places());
            named.addAll(changes.folders());
        }
        return named;
    }

    private void toTheEnd() throws InterruptedException {
        while (true) {
            watch.next();
        }
    }
}
