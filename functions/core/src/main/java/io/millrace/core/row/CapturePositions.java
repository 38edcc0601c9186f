package io.millrace.core.row;

import java.util.Map;

/**
 * Where the reading of each source's log stands: small opaque values, kept in the ledger's store. What is put is durable on return, and takes the place of
 * what was there. Only one process reads a source's log at a time, so there is no comparison.
 */
public interface CapturePositions {

    /** The longest key or value, in UTF-16 units. */
    int MAX_LENGTH = 65_536;

    /** All that is kept for a source; empty where nothing is. */
    Map<String, String> load(String source);

    /** Puts some values, all of them or none. */
    void put(String source, Map<String, String> values);

    /** Forgets all that is kept for a source. */
    void clear(String source);
}
