package io.millrace.core.index;

/** A kind of store that a process may be told to use. Each adapter has one, and costs nothing until it is opened. */
public interface StoreKind {

    /** What {@code millrace.store} says to have it. */
    String name();

    /** The process's store of this kind; the same at each call. */
    PassageStore store();
}
