package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/** So many sentences in a row, fewer where they don't fit; a table's row and a line of code count as one. */
record SentenceWindowCut(int sentences) implements WordCut {

    @Override
    public String configuration() {
        return "sentence-window/1;sentences=" + sentences;
    }

    @Override
    public List<Run> cut(ParsedDocument document, WordRow words, int maxTokens) {
        List<Run> runs = new ArrayList<>();
        int start = 0;
        int end = 0;
        int held = 0;
        for (Block block : document.blocks()) {
            for (Span sentence : Sentence.of(block, document.text())) {
                int next = words.firstAt(sentence.end(), end);
                if (held == sentences || (held > 0 && words.tokens(start, next) > maxTokens)) {
                    runs.addAll(FixedCut.fill(words, start, end, maxTokens));
                    start = end;
                    held = 0;
                }
                end = next;
                held++;
            }
        }
        runs.addAll(FixedCut.fill(words, start, words.size(), maxTokens));
        return runs;
    }
}
