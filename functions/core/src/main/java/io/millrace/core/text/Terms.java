package io.millrace.core.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Words as the index counts them: lower-case, without stop words, stemmed (Porter). Safe for use by many threads. */
public final class Terms {

    private static final Analyzer ENGLISH = new EnglishAnalyzer();

    private Terms() {}

    /** The analyzer that indexing and searching share. */
    public static Analyzer analyzer() {
        return ENGLISH;
    }

    /** The stems of {@code text}, in order, repetitions kept. */
    public static List<String> stems(String text) {
        List<String> stems = new ArrayList<>();
        try (TokenStream tokens = ENGLISH.tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                stems.add(term.toString());
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string can't fail", e);
        }
        return stems;
    }
}
