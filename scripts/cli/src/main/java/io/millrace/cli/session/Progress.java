package io.millrace.cli.session;

/** Shows how far something is. Safe for use by many threads. */
public interface Progress extends AutoCloseable {

    /** So many of the steps are done. */
    void at(long done);

    @Override
    void close();
}
