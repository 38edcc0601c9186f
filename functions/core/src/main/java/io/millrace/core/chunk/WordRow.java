package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a document, each counted once, so that the length of any run of them is a subtraction. Long words, which may be base64 or a
 * language written without spaces, are in pieces.
 *
 * <p>A run may have fewer tokens than its words together and, where it starts or ends inside a word, more.
 */
final class WordRow {

    private final String text;
    private final List<Unit> words;
    private final int[] tokensBefore;

    private WordRow(String text, List<Unit> words, int[] tokensBefore) {
        this.text = text;
        this.words = words;
        this.tokensBefore = tokensBefore;
    }

    static WordRow of(ParsedDocument document, TokenCounter counter) {
        String text = document.text();
        List<Unit> words = new ArrayList<>();
        for (Block block : document.blocks()) {
            words.addAll(new Unit(block.span(), 0, block.page(), Unit.Cut.BLOCK).pieces(text));
        }
        List<String> distinct =
                words.stream().map(word -> word.span().of(text)).distinct().toList();
        List<Integer> counts = counter.count(distinct);
        Map<String, Integer> tokens = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            tokens.put(distinct.get(i), counts.get(i));
        }
        int[] before = new int[words.size() + 1];
        for (int i = 0; i < words.size(); i++) {
            before[i + 1] = before[i] + tokens.getOrDefault(words.get(i).span().of(text), 0);
        }
        return new WordRow(text, words, before);
    }

    int size() {
        return words.size();
    }

    /** The tokens of the words {@code from} to {@code to}, exclusive. */
    int tokens(int from, int to) {
        return tokensBefore[to] - tokensBefore[from];
    }

    /** Where the words {@code from} to {@code to}, exclusive, lie in the text. */
    Span span(int from, int to) {
        return new Span(words.get(from).span().start(), words.get(to - 1).span().end());
    }

    String text(int from, int to) {
        return span(from, to).of(text);
    }

    /** What stands between {@code word} and the one before it; nothing inside a word. */
    String gap(int word) {
        return text.substring(
                words.get(word - 1).span().end(), words.get(word).span().start());
    }

    /** Whether {@code word} ends with a full stop, a question mark or an exclamation mark. */
    boolean endsSentence(int word) {
        return ".?!".indexOf(text.charAt(words.get(word).span().end() - 1)) >= 0;
    }

    /** The first word, from {@code from} on, that starts at or after {@code offset}; the number of words where none does. */
    int firstAt(int offset, int from) {
        int word = from;
        while (word < words.size() && words.get(word).span().start() < offset) {
            word++;
        }
        return word;
    }
}
