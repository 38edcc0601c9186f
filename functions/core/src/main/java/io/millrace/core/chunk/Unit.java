package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is never cut again: a sentence, a whole table that fits, or a piece of a sentence that does not.
 *
 * @param span in the document's text, without white space around it
 * @param tokens its length in the model's tokens
 * @param page where its block starts
 * @param cut what is broken by starting a chunk with it
 */
record Unit(Span span, int tokens, @Nullable Integer page, Cut cut) {

    /** A word of more characters than this is cut: it may be base64, or a language written without spaces. */
    private static final int MAX_WORD = 48;

    /** How much a cut breaks, from nothing to a word. */
    enum Cut {
        BLOCK(0),
        LIST(.04),
        SENTENCE(.08),
        WORDS(.5),
        WORD(1);

        private final double cost;

        Cut(double cost) {
            this.cost = cost;
        }

        /** In the unit of {@link WindowSplit}. */
        double cost() {
            return cost;
        }
    }

    /** The units of {@code block}; those with more than {@code budget} tokens still have to be cut by {@link #pieces}. */
    static List<Unit> of(CountedBlock block, int budget) {
        @Nullable Integer page = block.block().page();
        Cut first = block.block() instanceof Block.ListItem ? Cut.LIST : Cut.BLOCK;
        boolean kept = switch (block.block()) {
            case Block.Table table -> block.tokens() <= budget;
            case Block.Code code -> block.tokens() <= budget;
            case Block.Heading heading -> false;
            case Block.Paragraph paragraph -> false;
            case Block.ListItem item -> false;
        };
        if (kept) {
            Span whole = new Span(
                    block.sentences().getFirst().span().start(),
                    block.sentences().getLast().span().end());
            return List.of(new Unit(whole, block.tokens(), page, first));
        }
        List<Unit> units = new ArrayList<>();
        for (Sentence sentence : block.sentences()) {
            units.add(new Unit(sentence.span(), sentence.tokens(), page, units.isEmpty() ? first : Cut.SENTENCE));
        }
        return units;
    }

    /** Its words, long ones in pieces; nobody has counted them yet. */
    List<Unit> pieces(String text) {
        List<Unit> pieces = new ArrayList<>();
        int at = span.start();
        while (at < span.end()) {
            int end = at;
            while (end < span.end() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            for (int start = at; start < end; ) {
                int stop = Math.min(end, start + MAX_WORD);
                if (stop < end && Character.isLowSurrogate(text.charAt(stop))) {
                    stop--;
                }
                Cut here = pieces.isEmpty() ? cut : start == at ? Cut.WORDS : Cut.WORD;
                pieces.add(new Unit(new Span(start, stop), 0, page, here));
                start = stop;
            }
            at = Math.max(end, at + 1);
            while (at < span.end() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return pieces;
    }

    Unit counted(int count) {
        return new Unit(span, count, page, cut);
    }
}
