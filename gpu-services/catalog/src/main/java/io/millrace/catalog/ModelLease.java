package io.millrace.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A revision that is in use: garbage collection spares it until this is closed. */
public final class ModelLease implements AutoCloseable {

    private final Path folder;
    private final Leases.@Nullable HeldFile file;
    private final @Nullable ScheduledExecutorService heart;

    /** @param file null where the store can't be written, and nobody can be told */
    ModelLease(Path folder, Leases.@Nullable HeldFile file) {
        this.folder = folder;
        this.file = file;
        if (file == null) {
            this.heart = null;
        } else {
            this.heart = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("model-lease").factory());
            var _ = heart.scheduleAtFixedRate(
                    () -> beat(file), Leases.BEAT.toMillis(), Leases.BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void beat(Leases.HeldFile file) {
        try {
            file.beat();
        } catch (IOException e) {
            // A disk that is away for some beats is no reason to stop serving; the next one counts.
        }
    }

    /** The files. */
    public Path folder() {
        return folder;
    }

    /** Whether others can see that this revision is in use. */
    public boolean isSeen() {
        return file != null;
    }

    @Override
    public void close() {
        if (heart != null) {
            heart.shutdownNow();
        }
        if (file != null) {
            try {
                file.release();
            } catch (IOException e) {
                // It goes stale by itself.
            }
        }
    }
}
