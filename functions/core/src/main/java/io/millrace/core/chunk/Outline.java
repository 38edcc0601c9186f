package io.millrace.core.chunk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands above each part of a document. */
final class Outline {

    private final List<Place> places;

    private Outline(List<Place> places) {
        this.places = places;
    }

    static Outline of(ParsedDocument document) {
        List<Place> places = new ArrayList<>();
        Deque<Block.Heading> path = new ArrayDeque<>();
        List<String> headings = List.of();
        for (Block block : document.blocks()) {
            places.add(new Place(block.span().start(), headings, block.page()));
            if (block instanceof Block.Heading heading) {
                while (!path.isEmpty() && path.peekLast().level() >= heading.level()) {
                    path.removeLast();
                }
                path.addLast(heading);
                headings =
                        path.stream().map(above -> line(above, document.text())).toList();
            }
        }
        return new Outline(places);
    }

    /** A block's text on one line. */
    static String line(Block block, String text) {
        return block.span().of(text).strip().replaceAll("\\s+", " ");
    }

    /** The place of the block that holds {@code offset}; there must be one. */
    Place at(int offset) {
        int low = 0;
        int high = places.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (places.get(middle).start() <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return places.get(low);
    }

    /** Where a block starts, with the headings above it, outermost first. */
    record Place(int start, List<String> headings, @Nullable Integer page) {}
}
