package io.millrace.source.row;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Databases whose rows are documents. */
@ConfigMapping(prefix = "millrace.databases")
public interface DatabasesConfig {

    /** Folder of mapping files, {@code *.yaml} and {@code *.yml}, one a database; it is looked at again whenever somebody asks. None by default: then there are no databases. */
    Optional<Path> folder();

    /** The longest cell, in bytes of UTF-8; a row with a longer one is rejected. 1 MiB by default. */
    @WithDefault("1048576")
    int maxCellBytes();

    /** The longest text of one document with all rows joined to it, in bytes of UTF-8; a longer one is rejected. 16 MiB by default. */
    @WithDefault("16777216")
    int maxDocumentBytes();
}
