package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.Catalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Replies that are given up at any moment leave those beside them, and those that take their slots, as they were. */
class CancelledRepliesTest {

    /** Whose replies don't hang on the last digits, which depend on what else is computed in the same run. */
    private static final List<String> QUESTIONS =
            List.of("What is the capital of France?", "What is 2 plus 2?", "How many days are in a week?");

    private static final int TOKENS = 24;
    private static final int REPLIES = Boolean.getBoolean("millrace.full") ? 300 : 9;
    private static final int LONGEST = 12;
    private static final int FILLING = 60;

    @Test
    void areAsInAQuietRun() throws Exception {
        try (LlamaGenerator generator = new LlamaGenerator(
                Catalog.load().entry(RunningServer.GENERATOR),
                RunningServer.folder(RunningServer.GENERATOR),
                2,
                new Metrics())) {
            Map<String, String> quiet = new HashMap<>();
            for (String question : QUESTIONS) {
                quiet.put(question, reply(generator, question, TOKENS, Integer.MAX_VALUE));
            }
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> leaving = new ArrayList<>();
            for (int seed = 0; seed < LlamaGenerator.SLOTS - 1; seed++) {
                Random random = new Random(seed);
                leaving.add(Thread.ofVirtual().start(() -> {
                    while (!enough.get()) {
                        beginAndLeave(generator, random);
                    }
                }));
            }
            try {
                for (int i = 0; i < REPLIES; i++) {
                    String question = QUESTIONS.get(i % QUESTIONS.size());
                    assertThat(reply(generator, question, TOKENS, Integer.MAX_VALUE))
                            .as("reply %d", i)
                            .isEqualTo(quiet.get(question));
                }
            } finally {
                enough.set(true);
                for (Thread thread : leaving) {
                    thread.join();
                }
            }
        }
    }

    private static void beginAndLeave(LlamaGenerator generator, Random random) {
        String story = "Tell a long story about river " + random.nextInt(100) + " in France. "
                + "water ".repeat(random.nextInt(FILLING));
        try {
            reply(generator, story, 1000, 1 + random.nextInt(LONGEST));
        } catch (CancellationException left) {
            return;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @param most pieces that are taken before the caller leaves */
    private static String reply(LlamaGenerator generator, String question, int maxTokens, int most)
            throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        ChatRequest request = new ChatRequest(
                null,
                List.of(new ChatRequest.Message("user", question)),
                maxTokens,
                0,
                1,
                List.of(),
                null,
                null,
                false,
                false);
        generator.generate(request, Deadline.NONE, new LlamaGenerator.Listener() {
            private int pieces;

            @Override
            public void text(String piece) {
                text.append(piece);
                if (++pieces == most) {
                    throw new CancellationException();
                }
            }

            @Override
            public void waiting() {}
        });
        return text.toString();
    }
}
