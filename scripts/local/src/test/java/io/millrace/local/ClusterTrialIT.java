package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.client.Endpoints;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.cluster.ClusterTrial;
import io.millrace.cli.cluster.ClusterTrial.Finding;
import io.millrace.cli.cluster.TrialTarget;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace verify --cluster} does, on a real Millrace: here the process of all functions is killed and started again in the place of pods. */
class ClusterTrialIT {

    private static final int KILLS = TestSize.of(1, 3);

    @Test
    void aMillraceThatIsKilledMeanwhileLosesNothing(@TempDir Path data) throws IOException {
        try (RunningStack stack = RunningStack.start(data)) {
            MillraceClient client = new MillraceClient(Endpoints.remote(stack.url("")), null, note -> {});
            TrialTarget target = TrialTarget.of(client.patient(Duration.ofMinutes(2)), random -> restarted(stack));

            ClusterTrial.Result result = new ClusterTrial(
                            target,
                            TestSize.of(4, 12),
                            KILLS,
                            new Random(1),
                            Duration.ofMinutes(5),
                            InstantSource.system(),
                            time -> LockSupport.parkNanos(time.toNanos()),
                            said -> {})
                    .run();

            assertThat(result.findings()).hasSize(6).allMatch(Finding::good);
            assertThat(result.killed()).hasSize(KILLS).containsOnly("functions");
        }
    }

    private static Optional<String> restarted(RunningStack stack) {
        stack.killFunctions();
        try {
            stack.startFunctions();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of("functions");
    }
}
