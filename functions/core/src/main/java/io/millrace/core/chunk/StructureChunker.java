package io.millrace.core.chunk;

import io.millrace.core.chunk.Unit.Cut;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts along the document's structure: never across sections (tiny neighbours are joined), at sentences, tables and code whole where they
 * fit, each chunk with its headings, and none longer than the model's window together with the title and headings that
 * {@link io.millrace.core.embed.PassageText} puts before it. A short document is cut into full windows, a longer one into passages of about
 * {@link ChunkSettings#passageTokens}.
 *
 * <p>It relies on one property of the counter: a text joined at white space has no more tokens than its parts together, as is so for
 * WordPiece. A chunk that is cut inside a word is counted again as a whole.
 *
 * <p>One call of the counter per document is the common case; a sentence longer than the window costs a second one.
 */
public final class StructureChunker implements Chunker {

    /** A document of up to so many windows is cut as one topic. */
    private static final int SHORT_WINDOWS = 2;

    private final TokenCounter counter;
    private final ChunkSettings settings;

    public StructureChunker(TokenCounter counter, ChunkSettings settings) {
        this.counter = new BatchedTokenCounter(counter);
        this.settings = settings;
    }

    @Override
    public String configuration() {
        return "structure/3;passage=%d;tiny=%d;%s"
                .formatted(settings.passageTokens(), settings.tinyTokens(), settings.window());
    }

    @Override
    public List<Chunk> chunk(String documentId, ParsedDocument document) {
        if (document.blocks().isEmpty()) {
            return List.of();
        }
        CountedBlock.Counted counted = CountedBlock.count(counter, document);
        settings.requireRoomBeside(counted.titleTokens());
        int forHeadings = settings.contextTokens() - counted.titleTokens();
        List<Section> sections = Section.joinTiny(
                Section.of(counted.blocks(), heading -> heading.tokens() <= forHeadings, settings.tinyTokens()),
                settings);
        List<Draft> drafts = new ArrayList<>();
        for (Section section : sections) {
            drafts.add(draft(section, document, counted.titleTokens(), forHeadings));
        }
        Sizing sizing = counted.tokens() <= SHORT_WINDOWS * settings.textTokens()
                ? new Sizing.FullWindows()
                : new Sizing.Passages(settings.passageTokens());
        ChunkList chunks =
                new ChunkList(documentId, document, SentenceSpans.of(counted.blocks()), settings.maxChunks());
        for (Draft draft : new LongUnits(counter, document.text()).cut(drafts)) {
            for (List<Unit> run : new Division(sizing, draft.budget(), settings.tinyTokens()).split(draft.units())) {
                for (List<Unit> part : fitting(run, draft.budget(), document.text())) {
                    chunks.add(span(part), draft.headings(), part.getFirst().page());
                }
            }
        }
        return chunks.toList();
    }

    /** The section with as many of its headings, innermost first, as the context has room for. */
    private Draft draft(Section section, ParsedDocument document, int titleTokens, int forHeadings) {
        List<String> headings = new ArrayList<>();
        int context = 0;
        for (CountedBlock heading : section.path().reversed()) {
            String text = Outline.line(heading.block(), document.text());
            int tokens = text.equals(document.title()) ? 0 : heading.tokens();
            if (context + tokens > forHeadings) {
                break;
            }
            context += tokens;
            headings.addFirst(text);
        }
        int budget = settings.textTokens() - titleTokens - context;
        List<Unit> units = new ArrayList<>();
        section.body().forEach(block -> units.addAll(Unit.of(block, budget)));
        return new Draft(headings, budget, units);
    }

    /** {@code run} itself, or its halves where it was cut inside a word and is longer than its pieces together. */
    private List<List<Unit>> fitting(List<Unit> run, int budget, String text) {
        if (run.size() == 1 || run.stream().noneMatch(unit -> unit.cut() == Cut.WORD)) {
            return List.of(run);
        }
        int tokens = counter.count(List.of(span(run).of(text))).getFirst();
        if (tokens <= budget) {
            return List.of(run);
        }
        List<List<Unit>> parts = new ArrayList<>(fitting(run.subList(0, run.size() / 2), budget, text));
        parts.addAll(fitting(run.subList(run.size() / 2, run.size()), budget, text));
        return parts;
    }

    private static Span span(List<Unit> units) {
        return new Span(units.getFirst().span().start(), units.getLast().span().end());
    }

    /** A section with its headings, the most tokens of its chunks, and its units. */
    record Draft(List<String> headings, int budget, List<Unit> units) {}
}
