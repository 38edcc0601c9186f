package io.millrace.core.document;

import java.util.List;

/** A place where registered parts of sources are kept: a file that people add to, or the configuration. */
public interface SourceRoots {

    /** What is registered now. */
    List<SourceRoot> roots();
}
