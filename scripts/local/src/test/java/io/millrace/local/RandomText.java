package io.millrace.local;

import java.util.List;
import java.util.Random;

/** Sentences about a mill that nobody wrote. */
final class RandomText {

    private static final List<String> WORDS = List.of(
            ("water wheel mill race stone grain flour river weir sluice paddle shaft gear miller sack cart barn oak iron axle"
                            + " spring flood frost summer harvest barley wheat rye bread oven market bridge valley meadow heron otter")
                    .split(" "));

    private final Random random;

    RandomText(Random random) {
        this.random = random;
    }

    /** At least {@code least} sentences, and fewer than {@code more} more. */
    String sentences(int least, int more) {
        StringBuilder text = new StringBuilder();
        int count = least + random.nextInt(more);
        for (int s = 0; s < count; s++) {
            text.append("The ").append(word()).append(' ').append(word());
            for (int w = 0; w < 4 + random.nextInt(8); w++) {
                text.append(' ').append(word());
            }
            text.append(". ");
        }
        return text.toString();
    }

    /** Sentences with a name of 150 letters each: many characters, of which a model makes few tokens. */
    String sentencesOfLongNames(int count) {
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < count; s++) {
            text.append("The ").append(word()).append(" is called ");
            random.ints(150, 'a', 'z' + 1).forEach(text::appendCodePoint);
            text.append(". ");
        }
        return text.toString();
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
