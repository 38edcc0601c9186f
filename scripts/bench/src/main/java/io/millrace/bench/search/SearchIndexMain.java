package io.millrace.bench.search;

import io.millrace.bench.EndWithParent;
import io.millrace.bench.Report;
import io.millrace.core.problem.ProblemException;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The process that grows the index of {@code millrace bench search} while nobody else has it open: it ends when its standard input does. */
public final class SearchIndexMain {

    /** Nobody reads meanwhile, so commits follow each other. */
    private static final LuceneSettings GROWING = new LuceneSettings(
            64,
            Duration.ZERO,
            LuceneSettings.defaults().exactBelow(),
            LuceneSettings.defaults().kept());

    private static final long MILLIS_BETWEEN_LOOKS = 200;

    /** Merging a million passages takes some minutes of a core. */
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(30);

    private SearchIndexMain() {}

    /** Arguments: the index's folder, and how many passages it shall hold at least. */
    public static void main(String[] arguments) throws InterruptedException {
        EndWithParent.watch();
        Report report = new Report(System.out);
        int chunks = Integer.parseInt(arguments[1]);
        long started = System.nanoTime();
        try (LuceneStore store = LuceneStore.open(Path.of(arguments[0]), GROWING)) {
            new IndexGrowth(store).growTo(chunks, done -> report.progress("copying", "passages", done, chunks));
            settle(store);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("chunks", store.counts().chunks());
            result.put("seconds", Math.round((System.nanoTime() - started) / 1e7) / 100.0);
            report.result(result);
        } catch (ProblemException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static void settle(LuceneStore store) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_SETTLING.toNanos();
        while (!store.isSettled()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the index still merges after " + LONGEST_SETTLING.toMinutes() + " minutes");
            }
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }
}
