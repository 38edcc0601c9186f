package io.millrace.core.retrieve;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the top from saying one thing several times: a passage that repeats a better one, or is one too many of its document, is put behind the others. Nothing
 * is left out, and no score changes.
 *
 * <p>A repeat has the same words, or its direction is all but the same and it holds the same numbers: two versions of a page that differ in a
 * number do not say the same. A passage's direction is the mean of its sentences', which come with it.
 */
final class Diversity {

    /** So many of the best are compared with each other: beyond, nobody reads on. */
    private static final int COMPARED = 20;

    /** From here on directions say the same (README, "Diversity"). */
    static final double SAME = .97;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern NUMBER = Pattern.compile("\\p{N}+");

    private final RetrievalOptions options;

    Diversity(RetrievalOptions options) {
        this.options = options;
    }

    /**
     * @param passages as many as are wanted
     * @param repeats which were put behind because they say what a better one says
     * @param enough whether as many as are wanted came first; if not, more to choose from may change them
     */
    record Spread(List<ScoredPassage> passages, List<Trace.Repeat> repeats, boolean enough) {}

    /** @param ranked best first */
    Spread spread(List<ScoredPassage> ranked) {
        int wanted = Math.min(options.passages(), ranked.size());
        if (!options.distinct() && options.perDocument() == 0) {
            return new Spread(List.copyOf(ranked.subList(0, wanted)), List.of(), true);
        }
        List<ScoredPassage> first = new ArrayList<>();
        List<ScoredPassage> behind = new ArrayList<>();
        List<Trace.Repeat> repeats = new ArrayList<>();
        List<Said> said = new ArrayList<>();
        Map<String, Integer> ofDocument = new HashMap<>();
        for (ScoredPassage passage : ranked) {
            if (first.size() >= wanted) {
                break;
            }
            Said says = Said.of(passage.passage());
            String repeated = options.distinct() ? repeated(says, said) : null;
            int already = ofDocument.getOrDefault(passage.passage().document(), 0);
            if (repeated != null) {
                repeats.add(new Trace.Repeat(says.chunk(), repeated));
                behind.add(passage);
            } else if (options.perDocument() > 0 && already >= options.perDocument()) {
                behind.add(passage);
            } else {
                ofDocument.put(passage.passage().document(), already + 1);
                first.add(passage);
                said.add(says);
            }
        }
        boolean enough = first.size() == options.passages();
        first.addAll(behind.subList(0, Math.min(behind.size(), wanted - first.size())));
        return new Spread(List.copyOf(first), List.copyOf(repeats), enough);
    }

    private static @Nullable String repeated(Said says, List<Said> said) {
        for (Said better : said.subList(0, Math.min(COMPARED, said.size()))) {
            if (says.same(better)) {
                return better.chunk();
            }
        }
        return null;
    }

    /**
     * What a passage says.
     *
     * @param words its words, in lower case, one space between
     * @param numbers its numbers, in order
     * @param direction null where its sentences have no vectors
     */
    private record Said(
            String chunk,
            String words,
            List<String> numbers,
            @Nullable Embedding direction) {

        static Said of(Passage passage) {
            String text = passage.chunk().text();
            return new Said(
                    passage.chunk().id(),
                    BETWEEN_WORDS
                            .matcher(text.toLowerCase(Locale.ROOT))
                            .replaceAll(" ")
                            .strip(),
                    NUMBER.matcher(text).results().map(found -> found.group()).toList(),
                    direction(passage));
        }

        boolean same(Said other) {
            if (words.equals(other.words)) {
                return true;
            }
            return direction != null
                    && other.direction != null
                    && direction.dimension() == other.direction.dimension()
                    && numbers.equals(other.numbers)
                    && direction.cosine(other.direction) >= SAME;
        }

        /** The mean of its sentences' directions, the longer ones counting more. */
        private static @Nullable Embedding direction(Passage passage) {
            List<Span> spans = passage.chunk().sentences();
            List<QuantizedEmbedding> sentences = passage.sentences();
            if (sentences.isEmpty() || sentences.size() != spans.size()) {
                return null;
            }
            float[] sum = new float[sentences.getFirst().dimension()];
            for (int i = 0; i < sentences.size(); i++) {
                sentences.get(i).addTo(sum, spans.get(i).length());
            }
            for (float component : sum) {
                if (component != 0) {
                    return Embedding.of(sum);
                }
            }
            return null;
        }
    }
}
