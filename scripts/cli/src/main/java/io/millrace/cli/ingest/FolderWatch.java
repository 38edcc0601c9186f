package io.millrace.cli.ingest;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeEvent.EventType;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import io.millrace.cli.session.CliFailure;
import io.millrace.source.folder.OwnFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says where something has changed below some folders, in bundles: an editor that saves, or an archive that is unpacked, is many events. Of each bundle only the
 * places matter, so events may come twice, merged or in any order. Hidden files and folders are passed over, and what
 * Millrace keeps there itself.
 */
final class FolderWatch implements AutoCloseable {

    /** A bundle ends when it has been quiet for so long. */
    private static final Duration QUIET = Duration.ofMillis(300);

    /** And at the latest so long after its first event. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    /** How often the folders themselves are looked for: their own end is no event. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** What is below a folder comes right after it. */
    private static final Comparator<Path> BY_PARTS =
            Comparator.comparing(path -> path.toString().replace(File.separatorChar, '\0'));

    /** Behind it nothing comes. */
    private static final Change END = new Change(Path.of(""), false);

    /** @param whole whether it is a folder from which more may be gone than is said */
    private record Change(Path place, boolean whole) {}

    private final List<Path> folders;
    private final BlockingQueue<Change> changed = new LinkedBlockingQueue<>();
    private final DirectoryWatcher watcher;
    private volatile @Nullable String end;

    /**
     * @param folders real paths
     * @throws CliFailure FAILED where the system gives no watch
     */
    FolderWatch(Collection<Path> folders) {
        this.folders = List.copyOf(folders);
        try {
            watcher = DirectoryWatcher.builder()
                    .paths(this.folders)
                    .fileHashing(false)
                    .listener(new Listener())
                    .build();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, remedy(e));
        }
        var _ = watcher.watchAsync().whenComplete((_, failure) -> ended(failure));
    }

    /**
     * Waits for changes.
     *
     * @throws CliFailure FAILED where nothing is watched any more, or a folder is gone; all changes before that have been given out
     */
    FolderChanges next() throws InterruptedException {
        @Nullable Change change = null;
        while (change == null) {
            lookForFolders();
            change = changed.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (END.equals(change)) {
            throw new CliFailure(CliFailure.FAILED, String.valueOf(end));
        }
        SortedSet<Path> places = new TreeSet<>(BY_PARTS);
        SortedSet<Path> whole = new TreeSet<>(BY_PARTS);
        long latest = System.nanoTime() + LONGEST.toNanos();
        while (change != null && !change.equals(END)) {
            (change.whole() ? whole : places).add(change.place());
            boolean late = System.nanoTime() - latest >= 0;
            change = late ? null : changed.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (END.equals(change)) {
            changed.add(END);
        }
        return new FolderChanges(outermost(places), outermost(whole));
    }

    /** Without those that another one leads to. What is gone is led to by none. */
    private static List<Path> outermost(SortedSet<Path> sorted) {
        List<Path> outermost = new ArrayList<>();
        @Nullable Path above = null;
        for (Path each : sorted) {
            boolean gone = Files.notExists(each);
            if (gone || above == null || !each.startsWith(above)) {
                outermost.add(each);
                above = gone ? above : each;
            }
        }
        return outermost;
    }

    private synchronized void lookForFolders() {
        List<Path> gone = folders.stream().filter(Files::notExists).toList();
        if (end == null && !gone.isEmpty()) {
            gone.forEach(folder -> changed.add(new Change(folder, true)));
            end(gone + " is gone, and so are its documents: start the watch again with folders that are there");
        }
    }

    private synchronized void ended(@Nullable Throwable failure) {
        lookForFolders();
        end(failure == null ? "the folders were replaced by others: start the watch again" : remedy(failure));
    }

    private synchronized void end(String why) {
        if (end == null) {
            end = why;
            changed.add(END);
        }
    }

    private static String remedy(Throwable failure) {
        return "the folders can't be watched: " + cause(failure)
                + ". Where the system has run out of watches or instances, raise fs.inotify.max_user_watches or"
                + " fs.inotify.max_user_instances (sysctl); then start the watch again";
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }

    private final class Listener implements DirectoryChangeListener {

        @Override
        public void onEvent(DirectoryChangeEvent event) {
            if (event.eventType() == EventType.OVERFLOW) {
                anywhere();
                return;
            }
            Path folder = event.rootPath();
            Path place = event.path();
            if (folder != null && place != null && !hides(folder.relativize(place)) && !isOwn(place, folder)) {
                changed.add(new Change(place, event.eventType() == EventType.DELETE && event.isDirectory()));
            }
        }

        /** A new folder that can't be watched: gone already or closed to us, or no watch is left. */
        @Override
        public void onException(Exception failure) {
            if (cause(failure) instanceof FileSystemException) {
                anywhere();
            } else {
                ended(failure);
            }
        }

        private void anywhere() {
            folders.forEach(folder -> changed.add(new Change(folder, true)));
        }

        private static boolean isOwn(Path place, Path top) {
            for (Path above = place; above != null && !above.equals(top); above = above.getParent()) {
                if (OwnFolder.is(above)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean hides(Path relative) {
            for (Path part : relative) {
                if (part.toString().startsWith(".")) {
                    return true;
                }
            }
            return false;
        }
    }
}
