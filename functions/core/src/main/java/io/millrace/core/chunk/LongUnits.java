package io.millrace.core.chunk;

import io.millrace.core.chunk.StructureChunker.Draft;
import java.util.ArrayList;
import java.util.List;

/** Replaces units longer than a chunk by their words, all counted in one more call. */
record LongUnits(TokenCounter counter, String text) {

    List<Draft> cut(List<Draft> drafts) {
        List<Unit> pieces = new ArrayList<>();
        for (Draft draft : drafts) {
            for (Unit unit : draft.units()) {
                if (unit.tokens() > draft.budget()) {
                    pieces.addAll(unit.pieces(text));
                }
            }
        }
        if (pieces.isEmpty()) {
            return drafts;
        }
        List<Integer> counts = counter.count(
                pieces.stream().map(piece -> piece.span().of(text)).toList());
        int next = 0;
        List<Draft> result = new ArrayList<>();
        for (Draft draft : drafts) {
            List<Unit> units = new ArrayList<>();
            for (Unit unit : draft.units()) {
                if (unit.tokens() <= draft.budget()) {
                    units.add(unit);
                    continue;
                }
                do {
                    units.add(pieces.get(next).counted(counts.get(next)));
                    next++;
                } while (next < pieces.size()
                        && unit.span().end() > pieces.get(next).span().start());
            }
            result.add(new Draft(draft.headings(), draft.budget(), units));
        }
        return result;
    }
}
