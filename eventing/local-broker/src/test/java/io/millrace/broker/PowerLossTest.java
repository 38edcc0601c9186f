package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.TestSize;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts the power at each sync of a store's life, with any part of what wasn't synced on the disk, and opens what is left. */
class PowerLossTest {

    private static final int LIVES = TestSize.of(5, 300);
    private static final int COMMITS = 60;
    private static final int IMAGES_A_SYNC = 3;
    private static final long SEED = Long.getLong("millrace.test.seed", 42);

    @TempDir
    private Path directory;

    @BeforeEach
    void setUp() {
        PowerLossFilePath.register();
    }

    @AfterEach
    void tearDown() {
        PowerLossFilePath.forgetAll();
    }

    @Test
    void aStoreHoldsAfterwardsWhatWasCommittedOrWhatWasBeingCommitted() {
        int losses = 0;
        for (int life = 0; life < LIVES; life++) {
            long seed = SEED + life;
            losses += new StoreLife(directory, new Random(seed), "seed " + seed, IMAGES_A_SYNC).live(COMMITS);
        }
        System.out.println("power losses: seed " + SEED + ", " + losses + " of " + LIVES + " lives");
        assertThat(losses).isGreaterThan(LIVES * COMMITS);
    }
}
