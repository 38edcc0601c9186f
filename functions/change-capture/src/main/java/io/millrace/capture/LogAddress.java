package io.millrace.capture;

/** Where a log is, and as whom it is read. Its text says where, and holds no password. */
sealed interface LogAddress permits Database, MongoAddress {

    /** Whether the server itself keeps how far the log was read, from before anything is. */
    boolean keepsPosition();
}
