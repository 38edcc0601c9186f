package io.millrace.cli.bench;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.StageTimes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Where the time of documents went, in microseconds, summed over them.
 *
 * @param waiting from the announcement until they could be found, less the stages
 */
record StageSums(long fetch, long parse, long chunk, long embed, long publish, long waiting) {

    /**
     * @param seconds spent there by all documents together, which is more than the clock shows where several were under way at once
     * @param share of all seconds
     */
    record Stage(String name, double seconds, double share) {}

    /** Documents that say nothing count for nothing. */
    static StageSums of(Collection<DocumentView> documents) {
        StageSums sums = new StageSums(0, 0, 0, 0, 0, 0);
        for (DocumentView document : documents) {
            StageTimes times = document.timings();
            if (times != null && document.freshnessMillis() != null) {
                sums = sums.plus(times, document.freshnessMillis() * 1000);
            }
        }
        return sums;
    }

    private StageSums plus(StageTimes times, long freshness) {
        long worked = times.fetchMicros()
                + times.parseMicros()
                + times.chunkMicros()
                + times.embedMicros()
                + times.publishMicros();
        return new StageSums(
                fetch + times.fetchMicros(),
                parse + times.parseMicros(),
                chunk + times.chunkMicros(),
                embed + times.embedMicros(),
                publish + times.publishMicros(),
                waiting + Math.max(0, freshness - worked));
    }

    /** In the order of a document's way. */
    List<Stage> stages() {
        double all = Math.max(1, fetch + parse + chunk + embed + publish + waiting);
        List<Stage> stages = new ArrayList<>();
        add(stages, "fetch", fetch, all);
        add(stages, "parse", parse, all);
        add(stages, "chunk", chunk, all);
        add(stages, "embed", embed, all);
        add(stages, "publish", publish, all);
        add(stages, "wait", waiting, all);
        return stages;
    }

    private static void add(List<Stage> stages, String name, long micros, double all) {
        stages.add(new Stage(name, Math.round(micros / 1e3) / 1e3, Math.round(micros / all * 1e4) / 1e4));
    }

    double parseAndChunkToEmbedding() {
        return Math.round((parse + chunk) / (double) Math.max(1, embed) * 1e4) / 1e4;
    }
}
