package io.millrace.index.lucene;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** A disk that is full when a test says so. */
final class FailingDirectory extends FilterDirectory {

    private volatile boolean full;
    private volatile boolean unforceable;

    FailingDirectory() {
        super(new ByteBuffersDirectory());
    }

    /** From now on no file can be made. */
    void fill() {
        full = true;
    }

    /** From now on nothing can be forced. */
    void refuseToForce() {
        unforceable = true;
    }

    void mend() {
        full = false;
        unforceable = false;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        return super.createOutput(name, context);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
        if (unforceable) {
            throw new IOException("Input/output error");
        }
        super.sync(names);
    }
}
