package io.millrace.core.answer;

import java.time.Duration;
import java.util.function.Consumer;

/** Collects an answer and hands it out piece by piece: what was handed out, joined, is the answer. */
final class AnswerText {

    private final Consumer<String> onText;
    private final long started;
    private final StringBuilder text = new StringBuilder();
    private long firstText;
    private boolean refused;

    /** @param started when the work on it began, of {@link System#nanoTime} */
    AnswerText(Consumer<String> onText, long started) {
        this.started = started;
        this.onText = onText;
    }

    /** Adds a sentence without citation. */
    void add(String sentence) {
        String piece = text.isEmpty() ? sentence : " " + sentence;
        if (text.isEmpty()) {
            firstText = System.nanoTime();
        }
        text.append(piece);
        try {
            onText.accept(piece);
        } catch (RuntimeException e) {
            refused = true;
            throw e;
        }
    }

    /** Adds a sentence that rests on citation {@code number}. */
    void add(String sentence, int number) {
        add(sentence + " [" + number + "]");
    }

    /** Whether the receiver threw, which means that nobody wants the rest. */
    boolean refused() {
        return refused;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    AnswerTimings timings() {
        long now = System.nanoTime();
        return new AnswerTimings(
                Duration.ofNanos((text.isEmpty() ? now : firstText) - started), Duration.ofNanos(now - started));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
