package io.millrace.core.answer;

import io.millrace.core.text.Span;
import java.util.List;

/** For each number of words, the stretch of a sentence that is likeliest to hold the answer. */
final class Stretches {

    private final List<Span> words;
    private final int[] first;
    private final double[] worth;

    /** @param longest the most words of a stretch */
    Stretches(SentenceWords sentence, LogisticModel model, double probability, int longest) {
        this.words = sentence.spans();
        int count = words.size();
        double[] before = new double[count + 1];
        for (int i = 0; i < count; i++) {
            before[i + 1] =
                    before[i] + model.probability(sentence.features().get(i).values());
        }
        int most = Math.min(longest, count);
        this.first = new int[most + 1];
        this.worth = new double[most + 1];
        for (int length = 1; length <= most; length++) {
            double best = -1;
            for (int start = 0; start + length <= count; start++) {
                double held = before[start + length] - before[start];
                if (held > best) {
                    best = held;
                    first[length] = start;
                }
            }
            worth[length] = probability * best / before[count];
        }
    }

    /** How many words fit into {@code room}: all, or as many as the ellipses leave. */
    int fitting(int room) {
        return words.size() <= room ? words.size() : room - Excerpt.ELLIPSES;
    }

    /** The probability that the best stretch of so many words holds the answer. */
    double worth(int length) {
        return worth[length];
    }

    /** How much of the room a stretch takes. */
    int taken(int length) {
        return length == words.size() ? length : length + Excerpt.ELLIPSES;
    }

    Excerpt excerpt(String passage, Span sentence, int length) {
        return Excerpt.of(passage, sentence, words, first[length], length);
    }
}
