package io.millrace.contracts;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What events hand on.
 *
 * @param tenant whose they are
 * @param traceparent W3C Trace Context
 * @param hops how many functions this event and its ancestors went through
 */
public record EventContext(String tenant, String traceparent, int hops) {

    /** Where a chain of events is taken for a loop. */
    public static final int MAX_HOPS = 32;

    /** The start of a chain. */
    public static EventContext start(String tenant) {
        return new EventContext(tenant, newTraceparent(), 1);
    }

    /** What the next event of this chain carries. */
    public EventContext next() {
        return new EventContext(tenant, traceparent, hops + 1);
    }

    private static String newTraceparent() {
        byte[] ids = new byte[24];
        ThreadLocalRandom.current().nextBytes(ids);
        ids[0] |= 1;
        ids[16] |= 1;
        HexFormat hex = HexFormat.of();
        return "00-" + hex.formatHex(ids, 0, 16) + "-" + hex.formatHex(ids, 16, 24) + "-01";
    }
}
