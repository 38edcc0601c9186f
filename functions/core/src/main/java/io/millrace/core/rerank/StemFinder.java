package io.millrace.core.rerank;

import io.millrace.core.text.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.apache.lucene.analysis.CharArrayMap;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Finds a few known stems in a text without making a string of every word. */
public final class StemFinder {

    /** Takes a stem by its place among those looked for, and where the word starts in the text. */
    public interface Found {
        void at(int stem, int offset);
    }

    private final CharArrayMap<Integer> stems;

    public StemFinder(Collection<String> stems) {
        this.stems = new CharArrayMap<>(stems.size(), false);
        for (String stem : stems) {
            this.stems.put(stem, this.stems.size());
        }
    }

    /** Tells every occurrence, in reading order. */
    public void find(String text, Found found) {
        if (stems.isEmpty() || text.isEmpty()) {
            return;
        }
        try (TokenStream tokens = Terms.analyzer().tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                Integer stem = stems.get(term.buffer(), 0, term.length());
                if (stem != null) {
                    found.at(stem, offset.startOffset());
                }
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string can't fail", e);
        }
    }
}
