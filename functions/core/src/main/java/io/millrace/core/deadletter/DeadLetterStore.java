package io.millrace.core.deadletter;

import java.util.List;
import java.util.Optional;

/** Keeps dead letters until somebody replays or discards them. What changes something is durable before it returns. */
public interface DeadLetterStore {

    /** Keeps a dead letter, in place of the one with the same id. */
    void put(DeadLetter letter);

    Optional<DeadLetter> find(String id);

    /**
     * Those that match, the latest first; of two at the same time, the one with the greater id.
     *
     * @param limit the most to give, 1 or more
     */
    List<DeadLetter> list(DeadLetterFilter filter, int limit);

    /** How many are kept, of all tenants. */
    long count();

    /** Forgets one; false when it isn't there. */
    boolean remove(String id);
}
