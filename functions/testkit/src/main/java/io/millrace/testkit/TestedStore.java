package io.millrace.testkit;

import io.millrace.core.index.PassageStore;

/** A store for one test, empty at first. */
public interface TestedStore extends AutoCloseable {

    PassageStore store();

    /** Closes the store and opens it again over the same data. */
    void restart();

    @Override
    void close();
}
