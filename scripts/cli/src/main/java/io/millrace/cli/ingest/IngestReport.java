package io.millrace.cli.ingest;

import io.millrace.cli.session.CliFailure;
import java.util.List;

/**
 * What became of it all.
 *
 * @param accepted how many changes Millrace has taken on
 * @param indexed how many of them can be found now
 * @param unchanged how many files were the same as before and not sent
 * @param rejected what did not go in
 * @param removed how many documents were removed, since their files are gone
 * @param hidden how many hidden files and folders were passed over
 * @param chunks passages of the documents that were indexed now
 * @param chunksEmbedded how many of them were embedded for it
 * @param seconds from the first byte to the last document
 * @param documentsPerSecond indexed by seconds
 */
public record IngestReport(
        int accepted,
        int indexed,
        int unchanged,
        List<Rejected> rejected,
        int removed,
        int hidden,
        long chunks,
        long chunksEmbedded,
        double seconds,
        double documentsPerSecond) {

    public IngestReport {
        rejected = List.copyOf(rejected);
    }

    /**
     * 0, or 4 if a part was rejected, or 1 if all was.
     *
     * @param waited whether it is known what became of the accepted ones
     */
    public int exitCode(boolean waited) {
        if (rejected.isEmpty()) {
            return 0;
        }
        int wentIn = unchanged + (waited ? indexed + removed : accepted);
        return wentIn > 0 ? CliFailure.PARTLY : CliFailure.FAILED;
    }
}
