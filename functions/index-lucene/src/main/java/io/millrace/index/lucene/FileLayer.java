package io.millrace.index.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/** Opens the files of the index. A test puts its own here, to lose what was not forced to the disk (architecture §9.9). */
@FunctionalInterface
public interface FileLayer {

    /**
     * The real one. It maps files for reading only: vectors are scored in place, and a caller's interrupt can't close a file that
     * others read. Writes go through channels and are forced by {@link Directory#sync} and {@link Directory#syncMetaData}.
     */
    FileLayer DISK = MMapDirectory::new;

    Directory open(Path folder) throws IOException;
}
