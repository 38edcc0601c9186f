package io.millrace.core.chunk;

import io.millrace.core.chunk.Block.Heading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What stands below one heading, up to the next; or several small neighbours.
 *
 * @param path the headings above all of it, outermost first
 * @param opening the headings between {@code path} and its first block, part of its text once it joins a neighbour
 * @param body at least one block
 * @param tiny whether it may be joined with a tiny neighbour
 */
record Section(List<CountedBlock> path, List<CountedBlock> opening, List<CountedBlock> body, boolean tiny) {

    /**
     * Cuts at headings. A heading with nothing below it is text of the section above it; one that {@code usable} turns down is too.
     */
    static List<Section> of(List<CountedBlock> blocks, Predicate<CountedBlock> usable, int tinyTokens) {
        List<Section> sections = new ArrayList<>();
        Deque<CountedBlock> path = new ArrayDeque<>();
        List<CountedBlock> opening = new ArrayList<>();
        List<CountedBlock> body = new ArrayList<>();
        for (CountedBlock block : blocks) {
            if (!(block.block() instanceof Heading heading) || !usable.test(block)) {
                body.add(block);
                continue;
            }
            close(sections, path, opening, body, heading.level(), tinyTokens);
            body.clear();
            while (!path.isEmpty() && level(path.peekLast()) >= heading.level()) {
                path.removeLast();
            }
            path.addLast(block);
            opening.add(block);
        }
        close(sections, path, opening, body, 0, tinyTokens);
        return sections;
    }

    private static void close(
            List<Section> sections,
            Deque<CountedBlock> path,
            List<CountedBlock> opening,
            List<CountedBlock> body,
            int nextLevel,
            int tinyTokens) {
        if (!body.isEmpty()) {
            sections.add(
                    new Section(List.copyOf(path), List.copyOf(opening), List.copyOf(body), tokens(body) < tinyTokens));
            opening.clear();
        } else if (!opening.isEmpty() && level(opening.getLast()) >= nextLevel) {
            CountedBlock leaf = opening.removeLast();
            List<CountedBlock> above =
                    path.stream().filter(heading -> !heading.equals(leaf)).toList();
            sections.add(new Section(above, List.copyOf(opening), List.of(leaf), leaf.tokens() < tinyTokens));
            opening.clear();
        }
    }

    /**
     * Joins neighbours that are tiny, so that a list of two-line sections does not become a list of two-line chunks. The path of
     * what is joined is what their paths share, and the headings below it become text. Pages are not joined.
     */
    static List<Section> joinTiny(List<Section> sections, ChunkSettings settings) {
        List<Section> joined = new ArrayList<>();
        for (Section section : sections) {
            Section together = joined.isEmpty() ? null : joined.getLast().joined(section, settings.textTokens() / 2);
            if (together == null) {
                joined.add(section);
            } else {
                joined.set(joined.size() - 1, together);
            }
        }
        return joined;
    }

    private @Nullable Section joined(Section next, int maxTokens) {
        if (!tiny || !next.tiny) {
            return null;
        }
        List<CountedBlock> shared = shared(path, next.path);
        if (shared.size() < Math.max(path.size(), next.path.size()) - 1
                || !Objects.equals(
                        body.getFirst().block().page(),
                        next.body.getLast().block().page())) {
            return null;
        }
        List<CountedBlock> all = new ArrayList<>();
        opening.stream().filter(heading -> !shared.contains(heading)).forEach(all::add);
        all.addAll(body);
        next.opening.stream().filter(heading -> !shared.contains(heading)).forEach(all::add);
        all.addAll(next.body);
        if (tokens(all) > maxTokens) {
            return null;
        }
        List<CountedBlock> above = opening.stream().filter(shared::contains).toList();
        return new Section(shared, above, List.copyOf(all), true);
    }

    private static List<CountedBlock> shared(List<CountedBlock> one, List<CountedBlock> other) {
        int length = 0;
        while (length < Math.min(one.size(), other.size()) && one.get(length).equals(other.get(length))) {
            length++;
        }
        return one.subList(0, length);
    }

    private static int tokens(List<CountedBlock> blocks) {
        return blocks.stream().mapToInt(CountedBlock::tokens).sum();
    }

    private static int level(CountedBlock heading) {
        return heading.block() instanceof Heading found ? found.level() : 0;
    }
}
