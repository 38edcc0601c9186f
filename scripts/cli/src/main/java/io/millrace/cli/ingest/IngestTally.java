package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Counts as it goes. Safe for use by many threads. */
final class IngestTally {

    private final long start = System.nanoTime();
    private final List<Rejected> rejected = new ArrayList<>();
    private final int hidden;
    private int accepted;
    private int indexed;
    private int unchanged;
    private int removed;
    private long chunks;
    private long chunksEmbedded;

    IngestTally(FileScan scan) {
        rejected.addAll(scan.rejected());
        hidden = scan.hidden();
    }

    synchronized void accepted() {
        accepted++;
    }

    synchronized void unchanged() {
        unchanged++;
    }

    synchronized void rejected(Rejected item) {
        rejected.add(item);
    }

    synchronized void settled(Collection<DocumentView> documents) {
        for (DocumentView document : documents) {
            switch (document.state()) {
                case "indexed" -> {
                    indexed++;
                    chunks += document.chunks();
                    chunksEmbedded += Objects.requireNonNullElse(document.chunksEmbedded(), document.chunks());
                }
                case "removed" -> removed++;
                case "rejected" -> rejected.add(Rejected.of(document));
                default ->
                    throw new IllegalStateException(
                            document.id() + " is neither settled nor known: " + document.state());
            }
        }
    }

    synchronized IngestReport report() {
        double seconds = Math.max(1, (System.nanoTime() - start) / 1_000_000) / 1000.0;
        double speed = Math.round(indexed / seconds * 100) / 100.0;
        return new IngestReport(
                accepted, indexed, unchanged, rejected, removed, hidden, chunks, chunksEmbedded, seconds, speed);
    }
}
