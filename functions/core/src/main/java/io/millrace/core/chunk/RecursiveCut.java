package io.millrace.core.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * The well-known recursive splitter, without overlap: cuts at blank lines; what is still too long at line ends, then after sentences' punctuation,
 * then between words; and joins neighbours of one level as long as they fit.
 */
record RecursiveCut(int tokens) implements WordCut {

    private static final int BLANK_LINE = 3;
    private static final int LINE = 2;
    private static final int SENTENCE = 1;
    private static final int WORD = 0;

    @Override
    public String configuration() {
        return "recursive/1;tokens=" + tokens;
    }

    @Override
    public List<Run> cut(ParsedDocument document, WordRow words, int maxTokens) {
        List<Run> runs = new ArrayList<>();
        cut(words, 0, words.size(), BLANK_LINE, Math.min(tokens, maxTokens), runs);
        return runs;
    }

    private static void cut(WordRow words, int from, int to, int level, int limit, List<Run> runs) {
        if (level == WORD) {
            runs.addAll(FixedCut.fill(words, from, to, limit));
            return;
        }
        int start = from;
        int part = from;
        for (int word = from + 1; word <= to; word++) {
            if (word < to && strength(words, word) < level) {
                continue;
            }
            if (words.tokens(start, word) > limit && start < part) {
                runs.add(new Run(start, part));
                start = part;
            }
            if (words.tokens(start, word) > limit) {
                cut(words, start, word, level - 1, limit, runs);
                start = word;
            }
            part = word;
        }
        if (start < to) {
            runs.add(new Run(start, to));
        }
    }

    private static int strength(WordRow words, int word) {
        String gap = words.gap(word);
        int line = gap.indexOf('\n');
        if (line >= 0) {
            return gap.indexOf('\n', line + 1) >= 0 ? BLANK_LINE : LINE;
        }
        return !gap.isEmpty() && words.endsSentence(word - 1) ? SENTENCE : WORD;
    }
}
