package io.millrace.core.retrieve;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.Passage;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * A passage as it is read: one chunk, or chunks that follow each other in their document, put together without what they share.
 *
 * @param passage with the scores of its best part; its chunk has the first part's id, place and page
 * @param parts in reading order, at least one
 */
public record JoinedPassage(ScoredPassage passage, List<ScoredPassage> parts) {

    /** Chunks that are further apart have text between them that is in neither. Blank lines and marks of lists are shorter. */
    private static final int WIDEST_GAP = 4;

    public JoinedPassage {
        parts = List.copyOf(parts);
    }

    /** One chunk. */
    static JoinedPassage of(ScoredPassage passage) {
        return new JoinedPassage(passage, List.of(passage));
    }

    /** Each passage by itself, in the same order. */
    public static List<JoinedPassage> each(List<ScoredPassage> passages) {
        return passages.stream().map(JoinedPassage::of).toList();
    }

    /**
     * Joins what adjoins: chunks of one version of a document, under the same headings, each next to the other. A joined passage stands where the best of its parts
     * stood.
     *
     * @param passages best first
     */
    public static List<JoinedPassage> neighbours(List<ScoredPassage> passages) {
        List<JoinedPassage> joined = new ArrayList<>();
        List<ScoredPassage> left = new ArrayList<>(passages);
        while (!left.isEmpty()) {
            ScoredPassage best = left.removeFirst();
            List<ScoredPassage> run = new ArrayList<>(List.of(best));
            boolean longer = true;
            while (longer) {
                longer = false;
                for (ScoredPassage other : List.copyOf(left)) {
                    if (adjoins(other, run.getFirst())) {
                        run.addFirst(other);
                    } else if (adjoins(run.getLast(), other)) {
                        run.addLast(other);
                    } else {
                        continue;
                    }
                    left.remove(other);
                    longer = true;
                }
            }
            joined.add(run.size() == 1 ? of(best) : new JoinedPassage(join(best, run), run));
        }
        return joined;
    }

    private static boolean adjoins(ScoredPassage one, ScoredPassage next) {
        Passage first = one.passage();
        Passage second = next.passage();
        int gap = second.chunk().span().start() - first.chunk().span().end();
        return first.document().equals(second.document())
                && first.version().equals(second.version())
                && first.chunk().ordinal() + 1 == second.chunk().ordinal()
                && first.chunk().headings().equals(second.chunk().headings())
                && first.sentences().isEmpty() == second.sentences().isEmpty()
                && isVerbatim(first.chunk())
                && isVerbatim(second.chunk())
                && gap <= WIDEST_GAP
                && -gap < second.chunk().text().length()
                && second.chunk().span().start() >= first.chunk().span().start();
    }

    /** Whether the chunk's text is what stands at its span, so that offsets in the one are offsets in the other. */
    private static boolean isVerbatim(Chunk chunk) {
        return chunk.text().length() == chunk.span().length();
    }

    private static ScoredPassage join(ScoredPassage best, List<ScoredPassage> run) {
        Passage first = run.getFirst().passage();
        int origin = first.chunk().span().start();
        StringBuilder text = new StringBuilder();
        List<Span> spans = new ArrayList<>();
        List<QuantizedEmbedding> vectors = new ArrayList<>();
        List<ScoredSentence> scored = new ArrayList<>();
        for (ScoredPassage part : run) {
            Chunk chunk = part.passage().chunk();
            int offset = chunk.span().start() - origin;
            int shared = Math.max(0, text.length() - offset);
            text.append("\n".repeat(Math.max(0, offset - text.length())));
            text.append(chunk.text(), shared, chunk.text().length());
            for (int i = 0; i < part.sentences().size(); i++) {
                ScoredSentence sentence = part.sentences().get(i);
                if (sentence.span().end() <= shared) {
                    continue;
                }
                Span rest = new Span(
                                Math.max(shared, sentence.span().start()),
                                sentence.span().end())
                        .plus(offset);
                scored.add(new ScoredSentence(rest, sentence.cosine(), sentence.coverage()));
                spans.add(rest);
                if (!part.passage().sentences().isEmpty()) {
                    vectors.add(part.passage().sentences().get(i));
                }
            }
        }
        Chunk chunk = new Chunk(
                first.chunk().id(),
                first.chunk().ordinal(),
                text.toString(),
                new Span(origin, origin + text.length()),
                first.chunk().headings(),
                first.chunk().page(),
                spans);
        return new ScoredPassage(
                new Passage(first.document(), first.version(), first.uri(), first.title(), chunk, vectors),
                best.scores(),
                scored);
    }
}
