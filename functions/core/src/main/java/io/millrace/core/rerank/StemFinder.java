package io.millrace.core.rerank;

import io.millrace.core.text.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.CharArrayMap;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Finds a few known stems in a text without making a string of every word. */
public final class StemFinder {

    /** Stems that begin with the same letters, this many, are alike: <em>microglia</em> and <em>microglial</em>. */
    private static final int ALIKE = 5;

    private static final Found NOBODY = (stem, place, offset) -> {};

    /** Takes a stem by its place among those looked for, its place among the stems of the text, and where its word starts in the text. */
    public interface Found {
        void at(int stem, int place, int offset);
    }

    private final CharArrayMap<Integer> stems;
    private final CharArrayMap<List<Integer>> beginnings;

    public StemFinder(Collection<String> stems) {
        this.stems = new CharArrayMap<>(stems.size(), false);
        this.beginnings = new CharArrayMap<>(stems.size(), false);
        for (String stem : stems) {
            int place = this.stems.size();
            this.stems.put(stem, place);
            if (stem.length() >= ALIKE) {
                String beginning = stem.substring(0, ALIKE);
                List<Integer> alike = beginnings.get(beginning);
                if (alike == null) {
                    alike = new ArrayList<>();
                    beginnings.put(beginning, alike);
                }
                alike.add(place);
            }
        }
    }

    /** Tells every occurrence, in reading order. */
    public void find(String text, Found found) {
        find(text, found, NOBODY);
    }

    /**
     * The same.
     *
     * @param alike also hears of each stem of the text that only begins as one looked for does
     */
    void find(String text, Found found, Found alike) {
        if (stems.isEmpty() || text.isEmpty()) {
            return;
        }
        try (TokenStream tokens = Terms.analyzer().tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            for (int place = 0; tokens.incrementToken(); place++) {
                Integer stem = stems.get(term.buffer(), 0, term.length());
                if (stem != null) {
                    found.at(stem, place, offset.startOffset());
                }
                List<Integer> begun = term.length() < ALIKE ? null : beginnings.get(term.buffer(), 0, ALIKE);
                if (begun != null) {
                    for (int like : begun) {
                        if (stem == null || like != stem) {
                            alike.at(like, place, offset.startOffset());
                        }
                    }
                }
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string can't fail", e);
        }
    }
}
