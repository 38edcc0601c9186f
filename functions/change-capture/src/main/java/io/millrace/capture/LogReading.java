package io.millrace.capture;

/** The reading of one log, from where it stood until it fails or is ended. */
interface LogReading {

    /**
     * Reads, and gives what it reads to be announced, until it is ended.
     *
     * @throws InterruptedException where it was ended in the midst of something
     */
    void run() throws Exception;

    /** Asks the database what an administrator may have changed. Called once a minute while it runs, on another thread. */
    void refresh() throws Exception;

    /** Ends it, from another thread: at once, or what is under way is done first. Whether it ends without being interrupted. */
    boolean end();
}
