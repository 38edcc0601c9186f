package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/** A block with the length of each of its sentences. */
record CountedBlock(Block block, List<Sentence> sentences) {

    /** Counts title and blocks together: a count is a call to the model server. */
    static Counted count(TokenCounter counter, ParsedDocument document) {
        List<List<Span>> spans = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        texts.add(document.title());
        for (Block block : document.blocks()) {
            List<Span> ofBlock = Sentence.of(block, document.text());
            spans.add(ofBlock);
            ofBlock.forEach(span -> texts.add(span.of(document.text())));
        }
        List<Integer> tokens = new BatchedTokenCounter(counter).count(texts);
        List<CountedBlock> blocks = new ArrayList<>();
        int next = 1;
        for (int i = 0; i < spans.size(); i++) {
            List<Sentence> sentences = new ArrayList<>();
            for (Span span : spans.get(i)) {
                sentences.add(new Sentence(span, tokens.get(next++)));
            }
            blocks.add(new CountedBlock(document.blocks().get(i), List.copyOf(sentences)));
        }
        return new Counted(tokens.getFirst(), blocks);
    }

    int tokens() {
        return sentences.stream().mapToInt(Sentence::tokens).sum();
    }

    /** A document whose tokens have been counted. */
    record Counted(int titleTokens, List<CountedBlock> blocks) {

        /** Of all blocks together, the title left out. */
        int tokens() {
            return blocks.stream().mapToInt(CountedBlock::tokens).sum();
        }
    }
}
