package io.millrace.core.ingest;

import io.millrace.core.document.Timings;
import java.time.Instant;

/** Times the preparation of one document, stage by stage. */
final class StageClock {

    private final Instant announcedAt;
    private long since = System.nanoTime();
    private long fetch;
    private long parse;
    private long chunk;

    StageClock(Instant announcedAt) {
        this.announcedAt = announcedAt;
    }

    void fetched() {
        fetch = lap();
    }

    /** What comes before belongs to no stage. */
    void start() {
        lap();
    }

    void parsed() {
        parse = lap();
    }

    void chunked() {
        chunk = lap();
    }

    private long lap() {
        long now = System.nanoTime();
        long micros = (now - since) / 1000;
        since = now;
        return micros;
    }

    Timings timings() {
        return new Timings(announcedAt, fetch, parse, chunk, 0, 0);
    }
}
