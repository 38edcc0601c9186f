package io.millrace.catalog;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it hears. */
final class RecordedProgress implements Progress {

    final List<String> lines = new ArrayList<>();
    long last;

    @Override
    public void started(String what, long bytes) {
        lines.add(what + " " + bytes);
    }

    @Override
    public void advanced(long bytes) {
        last = bytes;
    }

    @Override
    public void finished() {}

    @Override
    public void note(String line) {
        lines.add(line);
    }
}
