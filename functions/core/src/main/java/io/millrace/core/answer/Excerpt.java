package io.millrace.core.answer;

import io.millrace.core.text.Span;
import java.util.List;

/**
 * A sentence, or a stretch of its words.
 *
 * @param text the words to show, with an ellipsis where words were left out
 * @param span what of the passage's text it shows
 * @param words how many words {@code text} has, ellipses counted
 */
record Excerpt(String text, Span span, int words) {

    /** The two ellipses. */
    static final int ELLIPSES = 2;

    /**
     * @param sentence in {@code passage}
     * @param words of the sentence, relative to its start
     * @param first the first word to show
     * @param count how many
     */
    static Excerpt of(String passage, Span sentence, List<Span> words, int first, int count) {
        if (count == words.size()) {
            return new Excerpt(oneLine(sentence.of(passage)), sentence, count);
        }
        int last = first + count - 1;
        Span cut = new Span(words.get(first).start(), words.get(last).end()).plus(sentence.start());
        boolean before = first > 0;
        boolean after = last < words.size() - 1;
        String shown = (before ? "… " : "") + oneLine(cut.of(passage)) + (after ? " …" : "");
        return new Excerpt(shown, cut, count + (before ? 1 : 0) + (after ? 1 : 0));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
