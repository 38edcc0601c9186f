package io.millrace.source.row;

import java.util.Set;

/** Opens databases of some kinds. Nothing of a driver is loaded before the first one of its kind. */
public interface RowReaders {

    /** The kinds that it can open. */
    Set<Engine> engines();

    /** A reader of a database; nothing is connected before something is asked of it. */
    RowReader open(SourceMapping source, RowLimits limits);
}
