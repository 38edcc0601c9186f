package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;

/** The resident memory of a Millrace, as its status tells it. */
public final class ResidentMemory {

    private ResidentMemory() {}

    /** Of all its processes together; empty where it tells none, as on a cluster. */
    public static OptionalDouble megabytes(JsonNode status) {
        if (!status.has("processes")) {
            return OptionalDouble.empty();
        }
        double megabytes = 0;
        for (JsonNode process : status.path("processes")) {
            megabytes += process.path("rssMegabytes").asDouble();
        }
        return OptionalDouble.of(megabytes);
    }
}
