package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.Visibility;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kill -9} at random moments, over and over on the same index, once with every write lost that was not forced. By default twice; with {@code
 * -Dmillrace.full=true} 8 times.
 */
final class LuceneStoreCrashIT {

    private static final int KILLS = Boolean.getBoolean("millrace.full") ? 8 : 2;

    /** What the killed processes had acknowledged, over all rounds. */
    private final Map<String, String> assigned = new HashMap<>();

    private final Set<String> staged = new HashSet<>();
    private final Set<String> published = new HashSet<>();
    private final Set<String> removed = new HashSet<>();

    @ParameterizedTest(name = "unforced writes are lost: {0}")
    @ValueSource(booleans = {false, true})
    void keepsAllThatWasAcknowledged(boolean loseUnforced, @TempDir Path folder) throws Exception {
        Random random = new Random(loseUnforced ? 11 : 12);
        for (int round = 0; round < KILLS; round++) {
            runAndKill(folder, round, loseUnforced, 20 + random.nextInt(150));
            try (LuceneStore store = LuceneStore.open(folder, LuceneSettings.defaults())) {
                verify(store);
            }
        }
        assertThat(published).isNotEmpty();
        assertThat(removed).isNotEmpty();
    }

    private void runAndKill(Path folder, int round, boolean loseUnforced, int lines) throws IOException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashVictim.class.getName(),
                        folder.toString(),
                        Integer.toString(round),
                        Boolean.toString(loseUnforced))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader acknowledged = victim.inputReader()) {
            String line = acknowledged.readLine();
            for (int read = 0; line != null; line = acknowledged.readLine()) {
                note(line);
                read++;
                if (read == lines) {
                    // By its handle: what the process had printed by then must still be read.
                    victim.toHandle().destroyForcibly();
                }
            }
        } finally {
            victim.destroyForcibly().onExit().join();
        }
    }

    private void note(String line) {
        List<String> words = List.of(line.split(" ", -1));
        if (!words.getLast().equals(CrashVictim.END)) {
            return; // cut off by the kill
        }
        String name = words.get(1);
        switch (words.getFirst()) {
            case "assigned" -> assigned.put(name, words.get(2));
            case "staged" -> staged.add(name);
            case "published" -> published.add(name);
            case "removed" -> removed.add(name);
            default -> throw new AssertionError("unexpected output: " + line);
        }
    }

    private void verify(LuceneStore store) {
        Map<String, Integer> found = passagesByUri(store);
        assigned.forEach((name, sequence) -> {
            SampleDocument document = CrashVictim.document(name);
            assertThat(store.assign(document.key(), document.uri(), document.access(), "event")
                            .value())
                    .isEqualTo(sequence);
        });
        assertThat(new HashSet<>(assigned.values())).hasSameSizeAs(assigned.keySet());
        for (String name : published) {
            SampleDocument document = CrashVictim.document(name);
            DocumentState state = store.find(document.key()).orElseThrow();
            if (removed.contains(name)) {
                assertThat(state.state()).isEqualTo(State.REMOVED);
            } else if (state.state() != State.REMOVED) {
                assertThat(state.version()).isEqualTo(document.version().version());
            }
        }
        found.forEach((uri, passages) -> assertThat(passages).as(uri).isEqualTo(2));
        for (String name : staged) {
            if (!published.contains(name)) {
                SampleDocument document = CrashVictim.document(name);
                if (store.find(document.key()).orElseThrow().state() != State.REMOVED) {
                    assertThat(store.stage(document.toBatches().get(0)))
                            .as(name)
                            .isInstanceOf(Published.class);
                    published.add(name);
                }
            }
        }
    }

    private static Map<String, Integer> passagesByUri(LuceneStore store) {
        Map<String, Integer> found = new HashMap<>();
        try (IndexSnapshot snapshot = store.snapshot()) {
            var request = new SearchRequest("half rest", SampleVectors.unit(1), Visibility.anonymous("default"), 1000);
            var candidates = snapshot.candidates(request);
            for (Passage passage : snapshot.load(candidates)) {
                found.merge(passage.uri(), 1, Integer::sum);
            }
            assertThat(candidates).hasSize((int) store.counts().chunks());
        }
        return found;
    }
}
