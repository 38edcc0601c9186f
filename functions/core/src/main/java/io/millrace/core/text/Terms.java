package io.millrace.core.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Words as the index counts them: lower-case, without stop words, stemmed (Porter), names such as {@code ERR-4012} whole and
 * in parts. Safe for use by many threads.
 */
public final class Terms {

    private static final Analyzer ENGLISH = new English();

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

    /** Lucene's English analysis over {@link WordTokenizer}. */
    private static final class English extends Analyzer {

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new WordTokenizer();
            TokenStream lower = new LowerCaseFilter(new EnglishPossessiveFilter(words));
            return new TokenStreamComponents(
                    words, new PorterStemFilter(new StopFilter(lower, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET)));
        }

        @Override
        protected TokenStream normalize(String field, TokenStream in) {
            return new LowerCaseFilter(in);
        }
    }
}
