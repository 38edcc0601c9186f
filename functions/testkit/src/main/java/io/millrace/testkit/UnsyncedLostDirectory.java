package io.millrace.testkit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.ByteBuffersIndexInput;
import org.apache.lucene.store.ByteBuffersIndexOutput;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;

/**
 * Keeps in memory whatever has not been forced to the disk, so that the death of the process is as bad as the death of the machine.
 *
 * <p>As POSIX allows at worst: bytes are durable after {@link #sync}, and a file's name (its creation, renaming or deletion)
 * only after {@link #syncMetaData}. Only what both cover reaches the directory below. Killing the process drops the rest;
 * {@link #crash} drops it within one process. Safe for use by many threads.
 */
public final class UnsyncedLostDirectory extends FilterDirectory {

    /** A file as this process sees it: bytes, and whether they have been forced. */
    private static final class File {
        private final ByteBuffersDataOutput bytes = new ByteBuffersDataOutput();
        private boolean forced;
    }

    private final Map<String, File> files = new HashMap<>();
    private final Set<String> deletedBelow = new HashSet<>();
    private final AtomicLong temporary = new AtomicLong();
    private boolean crashed;

    public UnsyncedLostDirectory(Directory durable) {
        super(durable);
    }

    /** From now on every write fails; what was not forced is lost to whoever opens the directory below. */
    public synchronized void crash() {
        crashed = true;
    }

    @Override
    public synchronized String[] listAll() throws IOException {
        Set<String> names = new HashSet<>(files.keySet());
        for (String name : in.listAll()) {
            if (!deletedBelow.contains(name)) {
                names.add(name);
            }
        }
        return names.stream().sorted().toArray(String[]::new);
    }

    @Override
    public synchronized void deleteFile(String name) throws IOException {
        requireAlive();
        boolean known = files.remove(name) != null;
        if (visibleBelow(name)) {
            deletedBelow.add(name);
            known = true;
        }
        if (!known) {
            throw new NoSuchFileException(name);
        }
    }

    @Override
    public synchronized long fileLength(String name) throws IOException {
        File file = files.get(name);
        if (file != null) {
            return file.bytes.size();
        }
        requireBelow(name);
        return in.fileLength(name);
    }

    @Override
    public synchronized IndexOutput createOutput(String name, IOContext context) throws IOException {
        requireAlive();
        if (files.containsKey(name) || visibleBelow(name)) {
            throw new FileAlreadyExistsException(name);
        }
        File file = new File();
        files.put(name, file);
        return new ByteBuffersIndexOutput(file.bytes, "unsynced " + name, name);
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return createOutput(getTempFileName(prefix, suffix, temporary.getAndIncrement()), context);
    }

    @Override
    public synchronized IndexInput openInput(String name, IOContext context) throws IOException {
        File file = files.get(name);
        if (file != null) {
            ByteBuffersDataInput bytes = file.bytes.toDataInput();
            return new ByteBuffersIndexInput(bytes, name);
        }
        requireBelow(name);
        return in.openInput(name, context);
    }

    @Override
    public synchronized void sync(Collection<String> names) throws IOException {
        requireAlive();
        for (String name : names) {
            File file = files.get(name);
            if (file != null) {
                file.forced = true;
            }
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        requireAlive();
        File file = files.remove(from);
        if (file == null) {
            throw new NoSuchFileException(from, to, "only a file that is not yet durable can be renamed here");
        }
        files.put(to, file);
    }

    /**
     * New files first, then the commit points that name them; then deletions, commit points before the files that they name. That is the order in which
     * Lucene makes these changes, and a file system with a journal keeps it, so a kill in between leaves a state that the disk could have had.
     */
    @Override
    public synchronized void syncMetaData() throws IOException {
        requireAlive();
        List<String> written = new ArrayList<>(files.keySet());
        written.sort(Comparator.comparing(UnsyncedLostDirectory::isCommitPoint));
        for (String name : written) {
            if (file(name).forced) {
                writeBelow(name, file(name));
                files.remove(name);
            }
        }
        List<String> deleted = new ArrayList<>(deletedBelow);
        deleted.sort(Comparator.comparing(UnsyncedLostDirectory::isCommitPoint).reversed());
        for (String name : deleted) {
            in.deleteFile(name);
            deletedBelow.remove(name);
        }
    }

    private static boolean isCommitPoint(String name) {
        return name.startsWith(IndexFileNames.SEGMENTS);
    }

    private File file(String name) throws IOException {
        File file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    /** Under a name of its own, then renamed: the name never stands for half of the bytes, even if the process dies here. */
    private void writeBelow(String name, File file) throws IOException {
        if (deletedBelow.remove(name)) {
            in.deleteFile(name);
        }
        String written;
        try (IndexOutput output = in.createTempOutput("forced", name, IOContext.DEFAULT)) {
            file.bytes.copyTo(output);
            written = output.getName();
        }
        in.rename(written, name);
    }

    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    private boolean visibleBelow(String name) throws IOException {
        if (deletedBelow.contains(name)) {
            return false;
        }
        for (String existing : in.listAll()) {
            if (existing.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private void requireBelow(String name) throws IOException {
        if (deletedBelow.contains(name)) {
            throw new FileNotFoundException(name);
        }
    }

    private void requireAlive() throws IOException {
        if (crashed) {
            throw new IOException("the machine has crashed");
        }
    }
}
