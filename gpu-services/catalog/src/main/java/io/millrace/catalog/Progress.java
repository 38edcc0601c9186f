package io.millrace.catalog;

/** Hears how a download goes; calls come from one thread, one download after another. */
public interface Progress {

    /** Hears nothing. */
    Progress NONE = new Progress() {
        @Override
        public void started(String what, long bytes) {}

        @Override
        public void advanced(long bytes) {}

        @Override
        public void finished() {}

        @Override
        public void note(String line) {}
    };

    /**
     * @param what for a person
     * @param bytes how many there will be; −1 if unknown
     */
    void started(String what, long bytes);

    /** @param bytes how many there are by now, those of an earlier attempt among them */
    void advanced(long bytes);

    /** The download that started last has ended, well or not. */
    void finished();

    /** Something worth a line. */
    void note(String line);
}
