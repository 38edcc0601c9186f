package io.millrace.core.cache;

import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerTimings;
import io.millrace.core.answer.Usage;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** An answer given again, sentence by sentence. */
final class Replay {

    /** Between a citation's mark and the next sentence. */
    private static final Pattern SENTENCES = Pattern.compile("(?<=\\[\\d{1,4}])(?= )");

    private Replay() {}

    /** The answer as it costs now: no tokens, and hardly any time. */
    static Answer of(Answer answer, Consumer<String> onText) {
        long started = System.nanoTime();
        for (String sentence : SENTENCES.split(answer.text(), -1)) {
            onText.accept(sentence);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        return new Answer(
                answer.text(),
                answer.answered(),
                answer.mode(),
                answer.degraded(),
                answer.reason(),
                answer.support(),
                answer.citations(),
                answer.dropped(),
                new Usage(0, 0),
                new AnswerTimings(took, took),
                null);
    }
}
