package io.millrace.capture;

import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.SourceMapping;

/**
 * Where MongoDB's log is.
 *
 * @param mapping names address, user, password and TLS
 * @param settings how it is connected to
 */
record MongoAddress(SourceMapping mapping, MongoSettings settings) implements LogAddress {

    @Override
    public boolean keepsPosition() {
        return false;
    }

    /** Without its options. */
    @Override
    public String toString() {
        return mapping.url().replaceFirst("\\?.*", "");
    }
}
