package io.millrace.cli.client;

/**
 * How long a version of a document took at each stage, in microseconds.
 *
 * @param announcedAt when the event that announced it was made, ISO 8601
 * @param publishMicros waiting for the commit that shows it
 */
public record StageTimes(
        String announcedAt,
        long fetchMicros,
        long parseMicros,
        long chunkMicros,
        long embedMicros,
        long publishMicros) {}
