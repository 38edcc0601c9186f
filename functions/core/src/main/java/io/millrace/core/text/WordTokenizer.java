package io.millrace.core.text;

import java.io.IOException;
import java.io.StringReader;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.KeywordAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Lucene's words (UAX #29), cut at underscores too; and before the parts of a name such as {@code ERR-4012}, {@code max_tokens}
 * or {@code ann@example.org} the name as a whole, at the place of its first part. The whole is rare, so it finds what was
 * meant; the parts find what is written in another way.
 */
final class WordTokenizer extends Tokenizer {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final KeywordAttribute keyword = addAttribute(KeywordAttribute.class);

    private final StandardTokenizer words = new StandardTokenizer();
    private final OffsetAttribute place = words.addAttribute(OffsetAttribute.class);

    private final StringBuilder text = new StringBuilder();
    private final char[] buffer = new char[4096];
    private NameScanner names = new NameScanner("");
    private boolean moreNames;
    private int wordStart;
    private int wordEnd;
    private boolean afterName;

    @Override
    public void reset() throws IOException {
        super.reset();
        text.setLength(0);
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
            text.append(buffer, 0, read);
        }
        names = new NameScanner(text);
        moreNames = names.next();
        words.setReader(new StringReader(text.toString()));
        words.reset();
        wordStart = 0;
        wordEnd = 0;
        afterName = false;
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (wordStart >= wordEnd && !nextWord()) {
            return false;
        }
        while (moreNames && names.start() < wordStart) {
            moreNames = names.next();
        }
        if (moreNames && names.start() == wordStart && !afterName) {
            boolean oneWord = names.end() == wordEnd && !hasUnderscore();
            emit(wordStart, names.end(), 1, !oneWord);
            if (oneWord) {
                wordStart = wordEnd;
            } else {
                afterName = true;
            }
            return true;
        }
        int end = partEnd();
        emit(wordStart, end, afterName ? 0 : 1, false);
        afterName = false;
        wordStart = end;
        skipUnderscores();
        return true;
    }

    private boolean nextWord() throws IOException {
        do {
            if (!words.incrementToken()) {
                return false;
            }
            wordStart = place.startOffset();
            wordEnd = place.endOffset();
            skipUnderscores();
        } while (wordStart >= wordEnd);
        return true;
    }

    private void emit(int start, int end, int positions, boolean whole) {
        clearAttributes();
        term.append(text, start, end);
        offset.setOffset(correctOffset(start), correctOffset(end));
        increment.setPositionIncrement(positions);
        keyword.setKeyword(whole);
    }

    private int partEnd() {
        int end = wordStart;
        while (end < wordEnd && text.charAt(end) != '_') {
            end++;
        }
        return end;
    }

    private boolean hasUnderscore() {
        return partEnd() < wordEnd;
    }

    private void skipUnderscores() {
        while (wordStart < wordEnd && text.charAt(wordStart) == '_') {
            wordStart++;
        }
    }

    @Override
    public void end() throws IOException {
        super.end();
        int length = correctOffset(text.length());
        offset.setOffset(length, length);
    }

    @Override
    public void close() throws IOException {
        super.close();
        words.close();
    }
}
