package io.millrace.cli.command;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.StageTimes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a document's way went, in words. Each is null where there is nothing to say. */
final class DocumentTimes {

    private DocumentTimes() {}

    static @Nullable String text(DocumentView document) {
        StageTimes times = document.timings();
        if (times == null) {
            return null;
        }
        return document.freshnessMillis() + " ms from the announcement: fetch " + millis(times.fetchMicros())
                + ", parse "
                + millis(times.parseMicros()) + ", chunk " + millis(times.chunkMicros()) + ", embed "
                + millis(times.embedMicros()) + ", publish " + millis(times.publishMicros()) + ", the rest waiting";
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1000.0);
    }

    static @Nullable String attempts(DocumentView document) {
        DocumentView.Attempts attempts = document.failedAttempts();
        return attempts == null
                ? null
                : attempts.count() + ", the last at " + attempts.lastAt() + ": " + attempts.code() + ": "
                        + attempts.reason();
    }

    static @Nullable String underWay(DocumentView document) {
        DocumentView.UnderWay change = document.underWay();
        if (change == null) {
            return null;
        }
        String batches = change.batches() == null
                ? ""
                : ", " + change.batchesEmbedded() + " of " + change.batches() + " batches embedded";
        return change.sequence() + " " + change.stage() + batches;
    }
}
