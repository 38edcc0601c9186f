package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/** All sentences of a document, to be asked for those of a chunk. Without headings and lines that hold no letter or digit. */
final class SentenceSpans {

    private final List<Span> spans;

    private SentenceSpans(List<Span> spans) {
        this.spans = spans;
    }

    static SentenceSpans of(List<CountedBlock> blocks) {
        List<Span> spans = new ArrayList<>();
        for (CountedBlock block : blocks) {
            if (!(block.block() instanceof Block.Heading)) {
                block.sentences().forEach(sentence -> spans.add(sentence.span()));
            }
        }
        return new SentenceSpans(spans);
    }

    static SentenceSpans of(ParsedDocument document) {
        List<Span> spans = new ArrayList<>();
        for (Block block : document.blocks()) {
            if (!(block instanceof Block.Heading)) {
                spans.addAll(Sentence.of(block, document.text()));
            }
        }
        return new SentenceSpans(spans);
    }

    /** The sentences in {@code chunk}, relative to it; of one that reaches beyond it, the part inside. */
    List<Span> within(Span chunk, String text) {
        List<Span> found = new ArrayList<>();
        for (int i = firstEndingAfter(chunk.start());
                i < spans.size() && spans.get(i).start() < chunk.end();
                i++) {
            int start = Math.max(chunk.start(), spans.get(i).start());
            int end = Math.min(chunk.end(), spans.get(i).end());
            if (text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
                found.add(Sentence.trimmed(text, start, end).plus(-chunk.start()));
            }
        }
        return found;
    }

    private int firstEndingAfter(int offset) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).end() > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
