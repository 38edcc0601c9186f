package io.millrace.core.index;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.state.SharedState;
import java.util.Optional;

/** A kind of store that a process may be told to use. Each adapter has one, and costs nothing until it is opened. */
public interface StoreKind {

    /** What {@code millrace.store} says to have it. */
    String name();

    /**
     * Does what the store's first use would have to wait for, such as connecting, so that it can be done beside other things.
     *
     * @throws RuntimeException as the first use would
     */
    default void prepare() {}

    /** The process's store of this kind; the same at each call. */
    PassageStore store();

    /** Who keeps dead letters in the same place; empty where it has no room for them. */
    Optional<DeadLetterStore> deadLetters();

    /** What functions keep for each other in the same place; empty where it has no room for it. */
    Optional<SharedState> shared();

    /** Where the reading of databases' logs stands, kept in the same place. */
    CapturePositions positions();
}
