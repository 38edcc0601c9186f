package io.millrace.index.lucene;

import io.millrace.core.answer.Generation;
import io.millrace.core.answer.Generation.FinishReason;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.Generator;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what its passages say. */
final class EchoGenerator implements Generator {

    private static final Pattern PASSAGE = Pattern.compile("(?s)<passage \\d+ \\w+>\\n(.*?)\\n</passage");
    private static final Pattern CONTEXT = Pattern.compile("(?m)^(?:About|Part) .*\\n");

    private final AtomicInteger calls = new AtomicInteger();
    private volatile CountDownLatch latch = new CountDownLatch(0);
    private volatile boolean away;
    private volatile String lastPrompt = "";

    @Override
    public String model() {
        return "echo";
    }

    @Override
    public boolean trusted() {
        return true;
    }

    @Override
    public Generation generate(GenerationRequest request, Consumer<String> onText) {
        calls.incrementAndGet();
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (away) {
            throw ProblemException.of(Category.UNAVAILABLE, "model-unavailable", "It is away; try again.");
        }
        lastPrompt = request.messages().getLast().content();
        String text = PASSAGE.matcher(lastPrompt)
                .results()
                .map(passage -> CONTEXT.matcher(passage.group(1)).replaceAll(""))
                .collect(Collectors.joining(" "));
        onText.accept(text);
        return new Generation(text, 100, 20, FinishReason.STOP);
    }

    /** How often it was asked. */
    int calls() {
        return calls.get();
    }

    /** Fails from now on, or no more. */
    void away(boolean isAway) {
        away = isAway;
    }

    /** Says nothing before {@code signal}. */
    void waitFor(CountDownLatch signal) {
        latch = signal;
    }

    String lastPrompt() {
        return lastPrompt;
    }
}
