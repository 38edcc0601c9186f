package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.RecordingSubscriber.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a broker at random moments, with all its unsynced writes lost or torn, while events go in and a reply of each goes round. */
class KillIT {

    private static final int KILLS = Integer.getInteger("millrace.test.kills", 8);
    private static final long SEED = Long.getLong("millrace.test.seed", 42);
    private static final int SENDERS = 4;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();

    @Test
    void losesNothingThatItAcceptedAndNoReply(@TempDir Path directory) throws Exception {
        Random random = new Random(SEED);
        try (RecordingSubscriber subscriber = new RecordingSubscriber().answering(KillIT::replyOnce)) {
            for (int kill = 0; kill < KILLS; kill++) {
                killWhileSending(directory, subscriber, 30 + random.nextInt(500), random.nextLong(), kill % 2 == 1);
            }
            try (LocalBroker broker = KilledBroker.start(directory, subscriber.uri("/"), "")) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> broker.status().pending() == 0);
                assertThat(broker.status().deadLetters()).isZero();
            }
            Set<String> missing = new HashSet<>(accepted);
            missing.removeIf(id -> subscriber.ids("/second").contains("reply-to-" + id));
            assertThat(accepted).as("seed %d: events accepted", SEED).hasSizeGreaterThanOrEqualTo(KILLS);
            assertThat(missing)
                    .as("seed %d: accepted of %d and lost", SEED, accepted.size())
                    .isEmpty();
        }
    }

    private static Answer replyOnce(RecordingSubscriber.Request request) {
        return request.path().equals("/first")
                ? Answer.event("b", "reply-to-" + request.header("ce-id"))
                : Answer.empty(204);
    }

    private void killWhileSending(
            Path directory, RecordingSubscriber subscriber, int millisToLive, long seed, boolean tear)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledBroker.class.getName(),
                        directory.toString(),
                        subscriber.uri("/").toString(),
                        String.valueOf(millisToLive),
                        String.valueOf(seed),
                        String.valueOf(tear))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String ingress = output.readLine();
            assertThat(ingress)
                    .as("seed %d: the broker starts again after a kill", SEED)
                    .isNotNull();
            int acceptedBefore = accepted.size();
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> sendUntilKilled(URI.create(ingress))));
            }
            // However slow the machine is: its time begins with the first event that it took.
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> accepted.size() > acceptedBefore);
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(process.waitFor()).isEqualTo(137);
        } finally {
            process.destroyForcibly();
        }
    }

    private void sendUntilKilled(URI ingress) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (true) {
                String id = "e" + next.incrementAndGet();
                int status = http.send(
                                HttpRequest.newBuilder(ingress)
                                        .header("ce-specversion", "1.0")
                                        .header("ce-id", id)
                                        .header("ce-source", "/test")
                                        .header("ce-type", "a")
                                        .POST(BodyPublishers.ofByteArray(new byte[2048]))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                if (status == 202) {
                    accepted.add(id);
                }
            }
        } catch (IOException e) {
            // the broker is dead: that is what the test does
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
