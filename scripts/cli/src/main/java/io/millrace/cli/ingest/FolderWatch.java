package io.millrace.cli.ingest;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeEvent.EventType;
import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says where something has changed below some folders, in bundles: an editor that saves, or an archive that is unpacked, is many events. Of each bundle only the
 * places matter, so events may come twice, merged or in any order. Hidden files and folders are passed over.
 */
final class FolderWatch implements AutoCloseable {

    /** A bundle ends when it has been quiet for so long. */
    private static final Duration QUIET = Duration.ofMillis(300);

    /** And at the latest so long after its first event. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final List<Path> folders;
    private final BlockingQueue<Path> changed = new LinkedBlockingQueue<>();
    private final DirectoryWatcher watcher;

    /** @param folders real paths */
    FolderWatch(Collection<Path> folders) throws IOException {
        this.folders = List.copyOf(folders);
        watcher = DirectoryWatcher.builder()
                .paths(this.folders)
                .fileHashing(false)
                .listener(this::note)
                .build();
        var _ = watcher.watchAsync();
    }

    private void note(DirectoryChangeEvent event) {
        if (event.eventType() == EventType.OVERFLOW) {
            changed.addAll(folders);
            return;
        }
        Path folder = event.rootPath();
        Path place = event.path();
        if (folder != null && place != null && !hides(folder.relativize(place))) {
            changed.add(there(folder, place));
        }
    }

    private static boolean hides(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** Of what is gone, the nearest folder that is still there: looking through that one finds what it held. */
    private static Path there(Path folder, Path place) {
        Path nearest = place;
        while (!nearest.equals(folder) && Files.notExists(nearest)) {
            Path above = nearest.getParent();
            nearest = above == null ? folder : above;
        }
        return nearest;
    }

    /** Waits for changes; the files and folders to look through, none within another. */
    Collection<Path> next() throws InterruptedException {
        TreeSet<Path> places = new TreeSet<>(Comparator.comparing(Path::toString));
        @Nullable Path place = changed.take();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (place != null) {
            places.add(place);
            boolean late = System.nanoTime() - end >= 0;
            place = late ? null : changed.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        }
        return places.stream()
                .filter(each -> places.stream().noneMatch(other -> !other.equals(each) && each.startsWith(other)))
                .toList();
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}
