package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;

/** The resident memory of a Millrace, as its status tells it. */
public final class ResidentMemory {

    private ResidentMemory() {}

    /** Of all its processes together; 0 where it tells none. */
    public static double megabytes(JsonNode status) {
        double megabytes = 0;
        for (JsonNode process : status.path("processes")) {
            megabytes += process.path("rssMegabytes").asDouble();
        }
        return megabytes;
    }
}
