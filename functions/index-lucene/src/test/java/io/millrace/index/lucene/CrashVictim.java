package io.millrace.index.lucene;

import io.millrace.core.document.Sequence;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.UnsyncedLostDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The process that {@link LuceneStoreCrashIT} kills: several writers change documents for ever and print each change that the
 * store has acknowledged. Arguments: folder, round, whether what is not forced is lost.
 */
final class CrashVictim {

    /** The last word of a line: without it the line was cut off. */
    static final String END = ".";

    private static final int WRITERS = 6;

    /** Commits of several writers as by default, but sooner after one another: so a kill falls into one of them more often than into a pause. */
    private static final LuceneSettings SETTINGS =
            new LuceneSettings(16, Duration.ofMillis(50), 1000, Duration.ofHours(24));

    private CrashVictim() {}

    public static void main(String[] args) {
        int round = Integer.parseInt(args[1]);
        FileLayer files = Boolean.parseBoolean(args[2])
                ? folder -> new UnsyncedLostDirectory(FileLayer.DISK.open(folder))
                : FileLayer.DISK;
        LuceneStore store = LuceneStore.open(Path.of(args[0]), SETTINGS, files);
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.execute(() -> change(store, round, number));
            }
        }
    }

    private static void change(LuceneStore store, int round, int writer) {
        for (int i = 0; ; i++) {
            String name = round + "-" + writer + "-" + i;
            SampleDocument document = document(name);
            Sequence sequence = store.assign(document.key(), document.uri(), document.access(), "event");
            acknowledge("assigned " + name + " " + sequence);
            store.stage(document.toBatches().get(1));
            acknowledge("staged " + name);
            if (i % 3 != 0) {
                store.stage(document.toBatches().get(0));
                acknowledge("published " + name);
            }
            if (i % 3 == 2) {
                SampleDocument gone = document.at(document.position() + 1);
                store.remove(gone.key(), gone.uri(), gone.sequence(), gone.changedAt());
                acknowledge("removed " + name);
            }
        }
    }

    private static void acknowledge(String words) {
        System.out.println(words + " " + END);
    }

    /** Its position is above every number that the ledger gives. */
    static SampleDocument document(String name) {
        return SampleDocument.of(name, "Half of " + name, "Rest of " + name)
                .at(1_000_000_000)
                .in(2);
    }
}
