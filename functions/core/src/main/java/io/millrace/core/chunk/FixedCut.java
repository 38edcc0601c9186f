package io.millrace.core.chunk;

import java.util.ArrayList;
import java.util.List;

/** As many words as fit. */
record FixedCut(int tokens) implements WordCut {

    @Override
    public String configuration() {
        return "fixed/1;tokens=" + tokens;
    }

    @Override
    public List<Run> cut(ParsedDocument document, WordRow words, int maxTokens) {
        return fill(words, 0, words.size(), Math.min(tokens, maxTokens));
    }

    static List<Run> fill(WordRow words, int from, int to, int limit) {
        List<Run> runs = new ArrayList<>();
        int start = from;
        for (int word = from + 1; word <= to; word++) {
            if (word == to || words.tokens(start, word + 1) > limit) {
                runs.add(new Run(start, word));
                start = word;
            }
        }
        return runs;
    }
}
