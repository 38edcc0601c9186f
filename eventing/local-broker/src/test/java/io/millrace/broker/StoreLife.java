package io.millrace.broker;

import io.millrace.broker.DeadLetter.Sink;
import io.millrace.broker.PowerLossFilePath.Change;
import io.millrace.broker.PowerLossFilePath.Disk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.h2.mvstore.MVStoreException;

/** A store's life with all that happens to it, and what it must hold: used, tidied, closed, opened again, and without power at any sync. Used by one thread. */
final class StoreLife {

    private static final List<String> QUEUES = List.of("trigger/a", "trigger/b", "sink/b");
    private static final long TIDY_FROM_BYTES = 64 << 10;

    private final Path directory;
    private final Random random;
    private final String name;
    private final String file;
    private final String synced;
    private final int imagesASync;
    private int losses;

    private EventStore store;
    /** What is stored, as a number for each event and dead letter: by the last commit that was synced, and with the one under way. */
    private Map<String, Integer> before = Map.of();

    private final Map<String, Integer> now = new TreeMap<>();
    private boolean powerFails;

    /** Begins with an empty folder. */
    StoreLife(Path directory, Random random, String name, int imagesASync) {
        PowerLossFilePath.forgetAll();
        this.directory = directory;
        this.random = random;
        this.name = name;
        this.imagesASync = imagesASync;
        this.file = PowerLossFilePath.SCHEME + directory.resolve("events.mv").toAbsolutePath();
        this.synced =
                PowerLossFilePath.SCHEME + directory.resolve("events.synced").toAbsolutePath();
        watch();
        this.store = open(directory);
    }

    /** Returns for how many losses of power the store was opened and found right. */
    int live(int commits) {
        QUEUES.forEach(store::addQueue);
        commit();
        for (int i = 0; i < commits; i++) {
            powerFails = random.nextInt(20) == 0;
            try {
                live();
            } catch (PowerLost | MVStoreException e) {
                PowerLossFilePath.disk(file).beforeSync(() -> {});
                comeBack(e);
            }
        }
        PowerLossFilePath.disk(file).beforeSync(() -> {});
        store.abandon();
        return losses;
    }

    private void live() {
        switch (random.nextInt(30)) {
            case 0, 1 -> store.tidy(TIDY_FROM_BYTES);
            case 2 -> {
                store.close();
                store = open(directory);
            }
            default -> {
                change();
                commit();
            }
        }
    }

    private void change() {
        int kind = random.nextInt(10);
        String queue = QUEUES.get(random.nextInt(QUEUES.size()));
        int count = random.nextInt(4) == 0 ? 1 + random.nextInt(30) : 1;
        for (int i = 0; i < count; i++) {
            if (kind < 6) {
                append(queue);
            } else if (kind < 9) {
                List<String> waiting = now.keySet().stream()
                        .filter(key -> key.startsWith(queue + " "))
                        .toList();
                if (waiting.isEmpty()) {
                    append(queue);
                } else {
                    String key = waiting.get(random.nextInt(3) == 0 ? random.nextInt(waiting.size()) : 0);
                    store.remove(queue, Long.parseLong(key.substring(key.lastIndexOf(' ') + 1)));
                    now.remove(key);
                }
            } else {
                long number = store.nextDeadLetter();
                byte[] letter = deadLetter(number);
                store.appendDeadLetter(number, letter);
                now.put("dead " + number, Arrays.hashCode(letter));
            }
        }
    }

    private void append(String queue) {
        byte[] data = new byte[random.nextInt(8) == 0 ? random.nextInt(9000) : random.nextInt(900)];
        random.nextBytes(data);
        long number = store.append(queue, new Event(Map.of("id", "e"), data).encode());
        now.put(queue + " " + number, Arrays.hashCode(data));
    }

    private byte[] deadLetter(long number) {
        return DeadLetterCodec.encode(
                new DeadLetter(
                        number, "e", "t", "/s", "", "", "sub", "f", 1, 400, "no", Instant.EPOCH, new Sink.Pending()),
                new Event(Map.of("id", "e"), new byte[random.nextInt(500)]).encode());
    }

    private void commit() {
        store.commit();
        before = Map.copyOf(now);
    }

    private void watch() {
        PowerLossFilePath.disk(file).beforeSync(this::beforeSync);
    }

    private void beforeSync() {
        for (int i = 0; i < imagesASync; i++) {
            loss("left");
        }
        if (powerFails && random.nextInt(3) == 0) {
            throw new PowerLost();
        }
    }

    /** A copy of what a loss of power would leave now must hold what it should. */
    private void loss(String folder) {
        Path copy = directory.resolve(folder);
        String how = leave(copy);
        Map<String, Integer> held;
        try {
            EventStore left = open(copy);
            held = held(left);
            left.abandon();
        } catch (RuntimeException e) {
            throw new AssertionError(name + ", after " + losses + " losses, " + how + ": " + e.getMessage(), e);
        }
        check(held, how);
        losses++;
    }

    private void check(Map<String, Integer> held, String how) {
        if (!held.equals(before) && !held.equals(now)) {
            throw new AssertionError(name + ", after " + losses + " losses, " + how + ": not there: "
                    + missing(before, held) + "; there, but not put: " + missing(held, now));
        }
    }

    private static List<String> missing(Map<String, Integer> wanted, Map<String, Integer> held) {
        return wanted.entrySet().stream()
                .filter(e -> !e.getValue().equals(held.get(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The power is back: the store goes on with what was left. */
    private void comeBack(RuntimeException lost) {
        String how = leave(directory);
        try {
            store.abandon();
            store = open(directory);
        } catch (RuntimeException e) {
            e.addSuppressed(lost);
            throw new AssertionError(name + ", after " + losses + " losses, " + how + ": " + e.getMessage(), e);
        }
        Map<String, Integer> held = held(store);
        check(held, how);
        now.clear();
        now.putAll(held);
        before = held;
        QUEUES.forEach(store::addQueue);
        watch();
    }

    /** Puts into a folder what a loss of power would leave now; the number of the last synced commit is never synced, and its last writes are enough. */
    private String leave(Path folder) {
        int block = random.nextBoolean() ? 512 : 4096;
        int kind = random.nextInt(8);
        Disk from = PowerLossFilePath.disk(file);
        byte[] left = from.with(reached(from.unsynced(), block, kind));
        PowerLossFilePath.put(
                PowerLossFilePath.SCHEME + folder.resolve("events.mv").toAbsolutePath(), left);
        Disk number = PowerLossFilePath.disk(synced);
        PowerLossFilePath.put(
                PowerLossFilePath.SCHEME + folder.resolve("events.synced").toAbsolutePath(),
                number.with(reached(late(number.unsynced()), block, random.nextInt(8))));
        return "with blocks of " + block + " reaching the disk in way " + kind;
    }

    private static List<Change> late(List<Change> changes) {
        return changes.subList(Math.max(0, changes.size() - 4), changes.size());
    }

    /** Some of the unsynced changes, cut into blocks, in their order. */
    private List<Change> reached(List<Change> unsynced, int block, int kind) {
        List<Change> blocks = new ArrayList<>();
        for (Change change : unsynced) {
            split(change, block, blocks);
        }
        if (blocks.isEmpty()) {
            return blocks;
        }
        int some = random.nextInt(blocks.size());
        switch (kind) {
            case 0 -> blocks.clear();
            case 1 -> blocks.subList(some, blocks.size()).clear();
            case 2 -> blocks.removeIf(b -> random.nextBoolean());
            case 3 -> blocks.removeIf(b -> random.nextInt(10) == 0);
            case 4 -> blocks.removeIf(b -> random.nextInt(10) > 0);
            case 5 -> blocks.remove(some);
            case 6 -> {
                blocks.sort(Comparator.comparingLong(Change::at));
                blocks.subList(some, blocks.size()).clear();
            }
            default -> {
                // all of them
            }
        }
        return blocks;
    }

    private static void split(Change change, int block, List<Change> into) {
        byte[] bytes = change.bytes();
        if (bytes == null) {
            into.add(change);
            return;
        }
        for (int from = 0; from < bytes.length; ) {
            long at = change.at() + from;
            int to = (int) Math.min(bytes.length, (at / block + 1) * block - change.at());
            into.add(new Change(at, Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
    }

    private static EventStore open(Path folder) {
        return EventStore.open(BrokerSettings.in(folder).storedThrough(PowerLossFilePath.SCHEME));
    }

    private static Map<String, Integer> held(EventStore store) {
        Map<String, Integer> held = new TreeMap<>();
        for (String queue : store.queueNames()) {
            for (EventStore.Stored stored : store.read(queue, 0, Integer.MAX_VALUE, Long.MAX_VALUE)) {
                held.put(
                        queue + " " + stored.sequence(),
                        Arrays.hashCode(stored.event().data()));
            }
        }
        for (byte[] letter : store.deadLettersBefore(Long.MAX_VALUE, Integer.MAX_VALUE)) {
            held.put("dead " + DeadLetterCodec.letter(letter).id(), Arrays.hashCode(letter));
        }
        return Collections.unmodifiableMap(held);
    }

    private static final class PowerLost extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
