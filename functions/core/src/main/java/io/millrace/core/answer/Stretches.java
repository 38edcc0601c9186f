package io.millrace.core.answer;

import io.millrace.core.text.Span;
import java.util.List;

/** For each room, in words, the stretch of a sentence that is likeliest to hold the answer; an ellipsis takes the room of a word. */
final class Stretches {

    private final List<Span> words;
    private final int[] first;
    private final int[] count;
    private final double[] worth;

    /**
     * @param probability that the sentence holds the answer, 0..1
     * @param most the most room
     */
    Stretches(SentenceWords sentence, ChoiceModel model, double probability, int most) {
        this.words = sentence.spans();
        this.first = new int[most + 1];
        this.count = new int[most + 1];
        this.worth = new double[most + 1];
        double[] shares =
                model.shares(sentence.features().stream().map(Features::values).toList());
        double[] before = new double[shares.length + 1];
        for (int i = 0; i < shares.length; i++) {
            before[i + 1] = before[i] + shares[i];
        }
        for (int room = 1; room <= most; room++) {
            choose(room, before);
            double held = before[first[room] + count[room]] - before[first[room]];
            worth[room] = probability * held / before[shares.length];
        }
    }

    /** All of it where it fits, else what is best of its start, its end and what lies within, with an ellipsis for each end that is cut. */
    private void choose(int room, double[] before) {
        int all = words.size();
        if (all <= room) {
            count[room] = all;
            return;
        }
        double best = before[room - 1];
        count[room] = room - 1;
        if (before[all] - before[all - room + 1] > best) {
            best = before[all] - before[all - room + 1];
            first[room] = all - room + 1;
        }
        int within = room - Excerpt.ELLIPSES;
        for (int start = 1; within > 0 && start + within < all; start++) {
            if (before[start + within] - before[start] > best) {
                best = before[start + within] - before[start];
                first[room] = start;
                count[room] = within;
            }
        }
    }

    /** How much of {@code room} it can use. */
    int fitting(int room) {
        return Math.min(words.size(), room);
    }

    /** The probability that the best stretch for so much room holds the answer. */
    double worth(int room) {
        return worth[room];
    }

    Excerpt excerpt(String passage, Span sentence, int room) {
        return Excerpt.of(passage, sentence, words, first[room], count[room]);
    }
}
