package io.millrace.core.document;

import java.time.Instant;

/**
 * How long a version of a document took at each stage of its way, in microseconds; what is left of the time from {@code announcedAt} until it
 * could be found, it waited. Several documents, and several batches of one, are worked on at once, so the stages may sum up to more than that.
 *
 * @param announcedAt when the event that announced the change was made
 * @param fetchMicros reading its bytes from the source
 * @param parseMicros bytes to text
 * @param chunkMicros text to passages, the counting of tokens by the model Service included
 * @param embedMicros waiting for the model Service, all batches together; 0 until it has been embedded
 * @param publishMicros from handing the last batch to the store until the store began the commit that shows it (which can't hold its own
 *     duration); 0 until it has been published
 */
public record Timings(
        Instant announcedAt,
        long fetchMicros,
        long parseMicros,
        long chunkMicros,
        long embedMicros,
        long publishMicros) {

    public Timings {
        if (fetchMicros < 0 || parseMicros < 0 || chunkMicros < 0 || embedMicros < 0 || publishMicros < 0) {
            throw new IllegalArgumentException("timings must not be negative");
        }
    }

    /** The same of a version that has been embedded and published. */
    public Timings published(long embedded, long waited) {
        return new Timings(announcedAt, fetchMicros, parseMicros, chunkMicros, embedded, waited);
    }
}
