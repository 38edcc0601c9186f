package io.millrace.index.lucene;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.index.Edition;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Terms;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NRTCachingDirectory;
import org.jspecify.annotations.Nullable;

/**
 * A Lucene index open for writing, and the reader of its last commit.
 *
 * <p>The reader is renewed right after a commit, by the one thread that writes, so it never shows what a loss of power could
 * take back. Everything but {@link #acquire} belongs to that thread.
 */
final class OpenIndex implements AutoCloseable {

    private static final Logger LOG = System.getLogger(OpenIndex.class.getName());

    /** User data of a commit: the last number that the ledger gave out. */
    private static final String NUMBER = "number";
    /** User data of a commit: the number of its edition. */
    private static final String EDITION = "edition";
    /** User data of a commit: how its documents are written. An index that says another form, or none, was written by another version of Millrace. */
    private static final String FORM = "form";
    /** 2: passages have the fields of filters, names are words too, and positions are kept. 3: passages have the fields of conditions on metadata. */
    private static final String CURRENT_FORM = "3";

    /** What a merge may take of the heap, which the functions of a laptop share with it. */
    private static final int MERGES_PART_OF_HEAP = 6;

    /**
     * A flush makes a dozen files and joins them in one; only that one needs to reach the disk, so the others stay in memory. In one
     * profile each, the kernel's share in the commit thread fell from 31 to 20 % of the process's samples (ext4, creating files); the
     * process's CPU as a whole changed by less than the noise between runs.
     */
    private static final double SMALL_MERGE_MEGABYTES = 4;

    private static final double CACHED_MEGABYTES = 16;

    private final Directory directory;
    private final LuceneSettings settings;
    /** A new one each time: what is opened may be a backup, and count again what another has counted already. */
    private final String origin = UUID.randomUUID().toString();

    private final QuietMerges merges;
    private @Nullable IndexWriter writer;
    private volatile Committed committed;
    private long number;

    /**
     * @throws ProblemException if another process has the index open, or it can't be read
     */
    OpenIndex(Directory directory, LuceneSettings settings) {
        this.directory = new NRTCachingDirectory(directory, SMALL_MERGE_MEGABYTES, CACHED_MEGABYTES);
        this.settings = settings;
        this.merges = new QuietMerges(
                new BoundedMerges(Runtime.getRuntime().maxMemory() / MERGES_PART_OF_HEAP), () -> roomOf(directory));
        IndexWriter opened = null;
        try {
            opened = open();
            requireForm(opened);
            this.committed = new Committed(DirectoryReader.open(opened), lastEdition(opened));
        } catch (IOException | IllegalArgumentException e) {
            abandon(opened);
            throw unopenable(e);
        } catch (ProblemException e) {
            abandon(opened);
            throw e;
        }
        this.writer = opened;
        this.number = lastNumber(opened);
    }

    /** What is free on the disk; what is not known, or is no disk, counts as enough. */
    private static long roomOf(Directory directory) {
        if (FilterDirectory.unwrap(directory) instanceof FSDirectory folder) {
            try {
                return Files.getFileStore(folder.getDirectory()).getUsableSpace();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the room on the disk is not known", e);
            }
        }
        return Long.MAX_VALUE;
    }

    private ProblemException unopenable(Exception e) {
        if (e instanceof LockObtainFailedException) {
            return problem(
                    Category.UNAVAILABLE,
                    "index-in-use",
                    "Another process has the index in " + directory + " open; stop it, or use another data directory.",
                    e);
        }
        if (e instanceof CorruptIndexException
                || e instanceof IndexFormatTooOldException
                || e instanceof IndexFormatTooNewException
                || e instanceof IllegalArgumentException) {
            return problem(
                    Category.INTERNAL,
                    "index-unreadable",
                    "The index in " + directory + " can't be read (" + e.getMessage()
                            + "); restore it from a backup, or delete it and ingest again.",
                    e);
        }
        return notWritable(e);
    }

    private IndexWriter open() throws IOException {
        ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
        // One: the other core belongs to the embedder. Commits go on while up to eight merges wait.
        scheduler.setMaxMergesAndThreads(8, 1);
        IndexWriterConfig config = new IndexWriterConfig(Terms.analyzer())
                .setCodec(new VectorCodec(settings.exactBelow()))
                .setSimilarity(Committed.BM25)
                .setMergePolicy(merges)
                .setMergeScheduler(scheduler)
                .setRAMBufferSizeMB(settings.ramBufferMegabytes())
                .setMaxFullFlushMergeWaitMillis(0)
                .setCommitOnClose(false)
                .setUseCompoundFile(true);
        return new IndexWriter(directory, config);
    }

    private void requireForm(IndexWriter opened) {
        if (opened.getDocStats().maxDoc > 0 && !CURRENT_FORM.equals(userData(opened, FORM))) {
            throw ProblemException.of(
                    Category.INTERNAL,
                    "index-of-another-form",
                    "The index in " + directory
                            + " was written by another version of Millrace, which this one can't read; take a new data directory, or delete the index, and ingest again.");
        }
    }

    private static long lastNumber(IndexWriter writer) {
        String number = userData(writer, NUMBER);
        return number == null ? 0 : Long.parseLong(number);
    }

    private Edition lastEdition(IndexWriter opened) {
        String edition = userData(opened, EDITION);
        return new Edition(origin, edition == null ? 0 : Long.parseLong(edition));
    }

    private static @Nullable String userData(IndexWriter writer, String key) {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data != null) {
            for (Map.Entry<String, String> entry : data) {
                if (entry.getKey().equals(key)) {
                    return entry.getValue();
                }
            }
        }
        return null;
    }

    /** The last commit, held until {@link #release}. */
    Committed acquire() {
        while (true) {
            Committed current = committed;
            if (current.reader().tryIncRef()) {
                return current;
            }
            if (current == committed) {
                throw new AlreadyClosedException("the index is closed");
            }
        }
    }

    static void release(Committed held) {
        try {
            held.reader().decRef();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "can't close a reader of the index", e);
        }
    }

    /** Opens the writer again if a failure, of a commit or of a merge in the background, has closed it. */
    IndexWriter writer() throws IOException {
        if (writer != null && !writer.isOpen()) {
            rollback();
        }
        if (writer == null) {
            IndexWriter opened = open();
            try {
                replace(new Committed(DirectoryReader.open(opened), lastEdition(opened)));
            } catch (IOException | RuntimeException e) {
                abandon(opened);
                throw e;
            }
            number = lastNumber(opened);
            writer = opened;
        }
        return writer;
    }

    /** The writer of a new transaction. Where no vector is left, that is one which doesn't remember how many components the last ones had. */
    IndexWriter begin() throws IOException {
        if (committed.dimension() == 0 && writer().getFieldNames().contains(Fields.VECTOR)) {
            rollback();
        }
        return writer();
    }

    Committed committed() {
        return committed;
    }

    long number() {
        return number;
    }

    /**
     * Makes everything written so far durable, then visible.
     *
     * @throws AlreadyClosedException if a failure in the background has closed the writer meanwhile: another one would commit without what was written
     */
    void commit(long lastNumber, long edition, Map<DocumentKey, DocumentState> changed) throws IOException {
        merges.writing();
        IndexWriter current = writer;
        if (current == null) {
            throw new AlreadyClosedException("nothing is being written");
        }
        current.setLiveCommitData(
                Map.of(NUMBER, Long.toString(lastNumber), EDITION, Long.toString(edition), FORM, CURRENT_FORM)
                        .entrySet());
        current.commit();
        number = lastNumber;
        refresh(current, new Edition(origin, edition), committed.recent().with(changed));
    }

    /** Whether merges are under way, or done and not yet in a commit. */
    boolean unsettled() {
        return writer != null && writer.isOpen() && (merging(writer) || writer.hasUncommittedChanges());
    }

    /** Whether merges wait or run. */
    private static boolean merging(IndexWriter writer) {
        synchronized (writer) {
            return !writer.getMergingSegments().isEmpty();
        }
    }

    /** Begins to merge further than writing does, where there is something to merge, until the next commit: see {@link QuietMerges}. */
    void tidy() throws IOException {
        if (writer != null && writer.isOpen()) {
            merges.quiet();
            writer.forceMerge(1, false);
        }
    }

    /** Shows and keeps what merges have done; their old files go. */
    void settle() throws IOException {
        IndexWriter current = writer();
        if (current.hasUncommittedChanges()) {
            current.commit();
            refresh(current, committed.edition(), committed.recent());
        }
    }

    private void refresh(IndexWriter current, Edition edition, RecentStates recent) throws IOException {
        DirectoryReader renewed = DirectoryReader.openIfChanged(committed.reader(), current);
        if (renewed != null) {
            replace(new Committed(renewed, edition, recent));
        }
    }

    private void replace(Committed renewed) {
        Committed old = committed;
        committed = renewed;
        release(old);
    }

    /** Forgets everything written since the last commit. The writer is opened again by the next one who needs it. */
    void rollback() {
        IndexWriter broken = writer;
        writer = null;
        abandon(broken);
    }

    private static void abandon(@Nullable IndexWriter writer) {
        if (writer == null) {
            return;
        }
        try {
            writer.rollback();
        } catch (IOException | RuntimeException e) {
            // What matters is that its lock is released, and Lucene does that whatever else fails.
            LOG.log(Level.WARNING, "the index writer could not be closed cleanly: {0}", e.toString());
        }
    }

    ProblemException notWritable(Throwable cause) {
        Throwable root = cause instanceof AlreadyClosedException && cause.getCause() != null ? cause.getCause() : cause;
        return problem(
                Category.UNAVAILABLE,
                "index-not-writable",
                "The index in " + directory + " can't be written (" + root
                        + "); free space or mend the disk, nothing that was acknowledged is lost.",
                cause);
    }

    private static ProblemException problem(Category category, String code, String detail, Throwable cause) {
        return new ProblemException(new Problem(category, code, detail), cause);
    }

    /** All that was answered is committed, so what is left to do is to stop the merges. */
    @Override
    public void close() {
        rollback();
        release(committed);
        try {
            directory.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "can't close the directory of the index", e);
        }
    }
}
