package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.activator.FunctionProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureProcessTest {

    @TempDir
    private Path data;

    private final List<Life> lives = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T03:00:00Z");
    private boolean startable = true;

    @Test
    void runsWhileThereIsAMapping() throws IOException {
        CaptureProcess capture = capture();
        capture.look();
        assertThat(capture.running()).isEmpty();

        Path folder = Files.createDirectories(data.resolve("databases"));
        Files.createFile(folder.resolve(".shop"));
        Files.createFile(folder.resolve("ca.pem"));
        capture.look();
        assertThat(lives).isEmpty();

        Path mapping = Files.createFile(folder.resolve("shop.yaml"));
        capture.look();
        capture.look();
        assertThat(lives).hasSize(1);
        assertThat(capture.running()).contains(lives.getFirst());

        Files.delete(mapping);
        capture.look();
        assertThat(lives.getFirst().told).isEqualTo(1);
        // It is asked once, and nothing takes its place before it is gone.
        Files.createFile(mapping);
        capture.look();
        assertThat(lives).hasSize(1);
        lives.getFirst().exits(0);
        assertThat(capture.running()).isEmpty();
        capture.look();
        assertThat(lives).hasSize(2);
    }

    @Test
    void killsWhatDoesNotEndWhenItIsAskedTo() throws IOException {
        Path mapping = mapping();
        CaptureProcess capture = capture();
        capture.look();
        Files.delete(mapping);
        capture.look();
        passes(Duration.ofSeconds(4));
        capture.look();
        assertThat(lives.getFirst().exit()).isNotDone();

        passes(Duration.ofSeconds(2));
        capture.look();

        assertThat(lives.getFirst().exit()).isCompletedWithValue(137);
    }

    @Test
    void startsAgainWhatDiesAtOnceButWaitsLongerForWhatKeepsDying() throws IOException {
        mapping();
        CaptureProcess capture = capture();
        capture.look();
        for (int death = 1; death <= 2; death++) {
            lives.getLast().exits(137);
            capture.look();
            assertThat(lives).hasSize(death + 1);
        }
        for (int seconds : List.of(2, 4, 8, 16, 32, 60, 60)) {
            int before = lives.size();
            lives.getLast().exits(1);
            passes(Duration.ofMillis(1));
            capture.look();
            passes(Duration.ofSeconds(seconds - 1));
            capture.look();
            assertThat(lives).as("%d s", seconds).hasSize(before);
            passes(Duration.ofSeconds(1));
            capture.look();
            assertThat(lives).as("%d s", seconds).hasSize(before + 1);
        }
        passes(Duration.ofMinutes(2));

        lives.getLast().exits(137);
        int before = lives.size();
        capture.look();

        assertThat(lives).hasSize(before + 1);
    }

    @Test
    void triesAgainWhereNoProcessCanBeStarted() throws IOException {
        mapping();
        startable = false;
        CaptureProcess capture = capture();
        capture.look();
        startable = true;

        capture.look();

        assertThat(capture.running()).isPresent();
    }

    @Test
    void startsNothingOnceItIsClosed() throws IOException {
        mapping();
        CaptureProcess capture = capture();
        capture.look();
        lives.getFirst().endsWhenTold = true;

        capture.close();
        capture.look();

        assertThat(lives).hasSize(1);
        assertThat(lives.getFirst().told).isEqualTo(1);
        assertThat(capture.running()).isEmpty();
    }

    private CaptureProcess capture() {
        return new CaptureProcess(this::start, data.resolve("databases"), () -> now);
    }

    private FunctionProcess start() throws IOException {
        if (!startable) {
            throw new IOException("no more processes");
        }
        lives.add(new Life());
        return lives.getLast();
    }

    private Path mapping() throws IOException {
        return Files.createFile(
                Files.createDirectories(data.resolve("databases")).resolve("shop.yaml"));
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }

    private static final class Life implements FunctionProcess {

        private final CompletableFuture<Integer> exit = new CompletableFuture<>();
        private int told;
        private boolean endsWhenTold;

        void exits(int code) {
            exit.complete(code);
        }

        @Override
        public int port() {
            return 1;
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public void terminate() {
            told++;
            if (endsWhenTold) {
                exits(143);
            }
        }

        @Override
        public void kill() {
            exits(137);
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }
    }
}
