package io.millrace.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.sentdetect.SentenceModel;

/**
 * Splits running text into sentences (OpenNLP's English model, its known errors mended by {@link SentenceEnds}) and at line breaks. Safe for use by
 * many threads.
 */
public final class Sentences {

    private static final String MODEL = "/opennlp-en-ud-ewt-sentence-1.3-2.5.4.bin";

    /** What {@link SentenceEnds} needs to see of either side, in UTF-16 units. */
    private static final int SEEN = 40;

    /** The longest word that is looked at whole, in UTF-16 units. */
    private static final int LONGEST_WORD = 256;

    private Sentences() {}

    /** The sentences of {@code text} as spans of it, trimmed, in order, never overlapping; blank parts belong to none. */
    public static List<Span> split(String text) {
        List<Span> spans = new ArrayList<>();
        int line = 0;
        while (line < text.length()) {
            int end = text.indexOf('\n', line);
            if (end < 0) {
                end = text.length();
            }
            splitLine(text.substring(line, end), line, spans);
            line = end + 1;
        }
        return spans;
    }

    private static void splitLine(String line, int offset, List<Span> spans) {
        if (line.isBlank()) {
            return;
        }
        int start = -1;
        int end = -1;
        // A detector keeps state between calls; the model behind it does not.
        for (opennlp.tools.util.Span found : new SentenceDetectorME(Model.SENTENCES).sentPosDetect(seen(line))) {
            if (found.getEnd() == found.getStart()) {
                continue;
            }
            if (start >= 0 && !goesOn(line, start, end, found)) {
                spans.add(new Span(start + offset, end + offset));
                start = -1;
            }
            start = start < 0 ? found.getStart() : start;
            end = found.getEnd();
        }
        if (start >= 0) {
            spans.add(new Span(start + offset, end + offset));
        }
    }

    /**
     * The line with only the ends of its long words, at the same places. A sentence ends behind a word, but the detector looks from every full stop in it to that end: for a
     * million of them, a trillion steps.
     */
    private static String seen(String line) {
        StringBuilder seen = new StringBuilder(line);
        int start = 0;
        for (int at = 0; at <= line.length(); at++) {
            if (at == line.length() || isSpace(line.charAt(at))) {
                for (int unseen = start; at - start > LONGEST_WORD && unseen < at - SEEN; unseen++) {
                    seen.setCharAt(unseen, 'x');
                }
                start = at + 1;
            }
        }
        return seen.toString();
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean goesOn(String line, int start, int end, opennlp.tools.util.Span next) {
        String before = line.substring(Math.max(start, end - SEEN), end);
        return (end - start < SEEN && SentenceEnds.isNumber(before))
                || SentenceEnds.goesOn(
                        before, line.substring(next.getStart(), Math.min(next.getEnd(), next.getStart() + SEEN)));
    }

    /** Loaded on first use: not every function splits. */
    private static final class Model {

        static final SentenceModel SENTENCES = load();

        private static SentenceModel load() {
            try (InputStream model = Sentences.class.getResourceAsStream(MODEL)) {
                if (model == null) {
                    throw new IllegalStateException(MODEL + " is not on the class path");
                }
                return new SentenceModel(model);
            } catch (IOException e) {
                throw new UncheckedIOException("can't read " + MODEL, e);
            }
        }
    }
}
