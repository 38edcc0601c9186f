package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.answer.AnswerMode;
import io.millrace.core.cache.CacheSettings;
import io.millrace.local.CacheTruth.Change;
import io.millrace.local.CacheTruth.Result;
import io.millrace.local.CacheTruth.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kept answers cite what new ones would (see {@link CacheTruth}), on xquad-en where it lies beside the repository. By default 40 answers and 9 changes of
 * each kind; with {@code -Dmillrace.full=true} 500 and 100.
 */
class CacheTruthIT {

    private static final Size SIZE = Boolean.getBoolean("millrace.full") ? new Size(500, 100, 50) : new Size(40, 9, 12);
    private static final long SEED = Long.getLong("millrace.seed", 7);
    private static final Path DATASET =
            Path.of(System.getProperty("millrace.repository"), "..", "shared", "eval", "xquad-en");

    private static CacheTruth truth;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(DATASET), "no evaluation data beside the repository");
        truth = new CacheTruth(new RememberedModel(ModelServerProcess.shared().uri()), DATASET);
    }

    @ParameterizedTest
    @CsvSource({"EDIT,GENERATE", "REMOVE,GENERATE", "ADD,GENERATE", "ANY,QUOTE"})
    void keptAnswersCiteWhatNewOnesWould(Change change, AnswerMode mode) {
        // The index is so small that each change drifts too far: an answer holds where a search finds the same. Quotes
        // are chosen anew then, so for them more
        // is allowed to drift than by default.
        CacheSettings settings = mode == AnswerMode.QUOTE ? new CacheSettings(.02, .05) : CacheSettings.DEFAULT;
        Result result = truth.run(change, mode, settings, SIZE, SEED);
        System.out.println("CacheTruthIT: " + change + " " + mode + " " + result);

        double allowed = mode == AnswerMode.QUOTE ? .02 * result.served() : 0;
        assertThat((double) result.servedWrong()).as("served and wrong").isLessThanOrEqualTo(allowed);
        assertThat(result.evicted()).as("evicted").isLessThanOrEqualTo(2L * result.needed());
        assertThat(result.served()).as("served").isPositive();
    }
}
