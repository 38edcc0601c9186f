package io.millrace.testkit;

import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerTimings;
import io.millrace.core.answer.Citation;
import io.millrace.core.answer.Usage;
import io.millrace.core.cache.CachedAnswer;
import io.millrace.core.index.Edition;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.retrieve.FusionScale;
import io.millrace.core.retrieve.Surroundings;
import io.millrace.core.text.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers to keep, which follow from their text. */
public final class SampleAnswer {

    private static final String DOCUMENT = "0123456789abcdef0123456789abcdef";

    private SampleAnswer() {}

    /** A generated answer of one sentence, which cites itself. */
    public static CachedAnswer of(String sentence) {
        Citation citation = new Citation(
                1,
                DOCUMENT,
                "chunk",
                "file:/samples/ü",
                "Title",
                7,
                List.of("Part 1"),
                sentence,
                new Span(0, sentence.length()));
        Answer answer = new Answer(
                sentence + " [1]",
                true,
                AnswerMode.GENERATE,
                false,
                null,
                .75,
                List.of(citation),
                2,
                new Usage(300, 20),
                new AnswerTimings(Duration.ofMillis(120), Duration.ofMillis(950)),
                null);
        return new CachedAnswer(answer, true, "prompt of " + sentence, surroundings(sentence, -.25, Set.of(DOCUMENT)));
    }

    /** Nothing was found, and there is nothing to find. */
    public static CachedAnswer refusal() {
        Answer answer = new Answer(
                "The documents do not say.",
                false,
                AnswerMode.QUOTE,
                false,
                "nothing-relevant",
                0,
                List.of(),
                0,
                new Usage(0, 0),
                new AnswerTimings(Duration.ZERO, Duration.ofNanos(1)),
                null);
        return new CachedAnswer(answer, false, null, surroundings("refusal", null, Set.of()));
    }

    private static Surroundings surroundings(String seed, @Nullable Double lowest, Set<String> documents) {
        return new Surroundings(
                SampleVectors.unit(seed.hashCode()),
                new Edition("origin", 12),
                10,
                new WordStatistics(1000, 120_000, Map.of("mill", 12, "race", 0)),
                new FusionScale(.31, .08, 4.5, 2.25, .5),
                lowest,
                documents);
    }
}
