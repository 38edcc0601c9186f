package io.millrace.modelserver;

import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ModelStore;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of texts that were embedded before, on disk, by the digest of model and text: whoever sends a text again, as another version, in another tenant or
 * for another index, costs no inference. Bounded: two files, of which the older is deleted when the newer has half of the room; what is asked for
 * meanwhile moves to the newer. Only a cache: where the disk fails it says so once, and is as good as empty from then on. Safe for use by many threads.
 */
final class VectorCache implements AutoCloseable {

    private static final Pattern FILE = Pattern.compile("vectors-(\\d{1,9})\\.mv");
    /** Of each file; what is read again lies in the system's cache anyway. */
    private static final int PAGE_CACHE_MEGABYTES = 2;

    /** In bytes: a text of some six hundred sentences. Whoever asks for more of one text gets it, but it would have to be held whole here. */
    private static final int LARGEST = 256 << 10;

    private final Path folder;
    private final long bytesOfAFile;
    private final byte[] model;
    private final Metrics metrics;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Generation newer;
    private @Nullable Generation older;

    /** Of a text, its sentences, and the model: hexadecimal digits of their SHA-256. */
    record Key(String digest) {}

    /** @param kept bytes put so far, since those that were last are not in the file yet */
    private record Generation(int number, Path file, MVStore store, MVMap<String, byte[]> vectors, AtomicLong kept) {

        static Generation open(Path folder, int number) {
            Path file = folder.resolve("vectors-" + number + ".mv");
            MVStore store = new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(PAGE_CACHE_MEGABYTES)
                    .open();
            return new Generation(
                    number,
                    file,
                    store,
                    store.openMap("vectors"),
                    new AtomicLong(store.getFileStore().size()));
        }

        void put(Key key, byte[] value) {
            vectors.put(key.digest(), checked(key, value));
            kept.addAndGet(key.digest().length() + Integer.BYTES + value.length);
        }

        /** Null where there is nothing, or not what was put: after a loss of power MVStore may take a chunk for whole of which a part is missing. */
        byte @Nullable [] get(Key key) {
            byte[] found = vectors.get(key.digest());
            if (found == null || found.length < Integer.BYTES) {
                return null;
            }
            byte[] value = Arrays.copyOfRange(found, Integer.BYTES, found.length);
            return ByteBuffer.wrap(found).getInt() == checksum(key, value) ? value : null;
        }

        private static byte[] checked(Key key, byte[] value) {
            return ByteBuffer.allocate(Integer.BYTES + value.length)
                    .putInt(checksum(key, value))
                    .put(value)
                    .array();
        }

        private static int checksum(Key key, byte[] value) {
            CRC32C crc = new CRC32C();
            crc.update(key.digest().getBytes(StandardCharsets.US_ASCII));
            crc.update(value);
            return (int) crc.getValue();
        }

        long bytes() {
            return Math.max(kept.get(), store.getFileStore().size());
        }

        /**
         * Where the disk fails, what was not written yet is lost; it is only a cache. Not by {@link MVStore#close}: where that can't write (H2 2.3.232) it
         * never returns. What was committed is all that it would have kept.
         */
        void close() {
            try {
                store.commit();
            } catch (MVStoreException e) {
                // It has closed itself.
            } finally {
                store.closeImmediately();
            }
        }

        void delete() throws IOException {
            store.closeImmediately();
            Files.deleteIfExists(file);
        }
    }

    private VectorCache(Path folder, long maxBytes, byte[] model, Metrics metrics) {
        this.folder = folder;
        this.bytesOfAFile = maxBytes / 2;
        this.model = model;
        this.metrics = metrics;
    }

    /**
     * Opens what is there, or begins anew.
     *
     * @param folder for this cache alone, of one process; made if it is not there
     * @param maxBytes of disk
     * @param entry the model whose vectors they are
     * @param model the folder that its files lie in
     */
    static VectorCache open(Path folder, long maxBytes, CatalogEntry entry, Path model, Metrics metrics)
            throws IOException {
        VectorCache cache = new VectorCache(folder, maxBytes, digest(entry, model), metrics);
        cache.openFiles();
        return cache;
    }

    private void openFiles() {
        try {
            Files.createDirectories(folder);
            List<Integer> numbers = numbers();
            for (int number : numbers.subList(0, Math.max(0, numbers.size() - 2))) {
                Files.deleteIfExists(folder.resolve("vectors-" + number + ".mv"));
            }
            int last = numbers.isEmpty() ? 0 : numbers.getLast();
            older = numbers.size() < 2 ? null : readable(numbers.get(numbers.size() - 2));
            newer = readable(last);
        } catch (IOException | MVStoreException e) {
            giveUp(e);
        }
    }

    /** A file that can't be read, as after a disk's error or cut short, is begun anew. */
    private Generation readable(int number) throws IOException {
        try {
            return Generation.open(folder, number);
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw e;
            }
            Files.delete(folder.resolve("vectors-" + number + ".mv"));
            return Generation.open(folder, number);
        }
    }

    /** Of the files that are there, lowest first. */
    private List<Integer> numbers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> FILE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> Integer.parseInt(matcher.group(1)))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    Key key(PassageText text) {
        MessageDigest digest = sha256();
        digest.update(model);
        byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
        ByteBuffer spans =
                ByteBuffer.allocate(2 * Integer.BYTES * text.sentences().size());
        for (Span sentence : text.sentences()) {
            spans.putInt(sentence.start()).putInt(sentence.end());
        }
        digest.update(spans.array());
        return new Key(HexFormat.of().formatHex(digest.digest()));
    }

    /** Null where it has to be computed. */
    @Nullable
    TextVectors find(Key key) {
        TextVectors found = null;
        Generation full = null;
        lock.readLock().lock();
        try {
            byte[] kept = newer == null ? null : newer.get(key);
            if (kept == null && older != null && newer != null) {
                kept = older.get(key);
                if (kept != null && put(newer, key, kept)) {
                    full = newer;
                }
            }
            found = kept == null ? null : TextVectors.ofBytes(kept);
        } catch (RuntimeException _) {
            // MVStore stumbles in many ways over bytes that it did not write.
        } finally {
            lock.readLock().unlock();
        }
        metrics.vectorsAskedFor(found != null);
        if (full != null) {
            turn(full);
        }
        return found;
    }

    void keep(Key key, TextVectors vectors) {
        byte[] value = vectors.toBytes();
        if (value.length > LARGEST) {
            return;
        }
        Generation current;
        boolean full;
        lock.readLock().lock();
        try {
            current = newer;
            full = current != null && put(current, key, value);
        } finally {
            lock.readLock().unlock();
        }
        if (current != null && full) {
            turn(current);
        }
    }

    /** Returns whether it is time for another file: this one is full, or damaged where the key would go, so that it would take nothing there from now on. */
    private boolean put(Generation generation, Key key, byte[] value) {
        try {
            generation.put(key, value);
            return generation.bytes() > bytesOfAFile;
        } catch (RuntimeException _) {
            return true;
        }
    }

    /** Deletes the older file and begins another, unless somebody has. */
    private void turn(Generation full) {
        lock.writeLock().lock();
        try {
            Generation current = newer;
            if (current == null || current.number() != full.number()) {
                return;
            }
            if (full.store().isClosed()) {
                // Its writing thread met the disk's error, and has closed it.
                throw new IOException("what was kept can't be written");
            }
            if (older != null) {
                older.delete();
            }
            older = full;
            newer = Generation.open(folder, full.number() + 1);
        } catch (IOException | MVStoreException e) {
            giveUp(e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void giveUp(Exception why) {
        System.err.println(
                "vectors are computed anew each time, since " + folder + " can't be used: " + why.getMessage());
        closeFiles();
    }

    private void closeFiles() {
        for (Generation each : new Generation[] {newer, older}) {
            if (each != null) {
                each.close();
            }
        }
        newer = null;
        older = null;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closeFiles();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Of what a text's vectors depend on beside the text. Which revision is in use may be a person's choice, so the files say it and not the catalog. */
    private static byte[] digest(CatalogEntry entry, Path model) throws IOException {
        MessageDigest digest = sha256();
        digest.update((entry.embedding() + "\n").getBytes(StandardCharsets.UTF_8));
        ModelStore.sha256(model)
                .forEach(
                        (file, sha256) -> digest.update((file + ' ' + sha256 + '\n').getBytes(StandardCharsets.UTF_8)));
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
