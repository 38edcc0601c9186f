package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/** Cuts a document as one row of words, wherever {@link WordCut} says, and gives each chunk the headings above its start, as far as they fit. */
final class WordChunker implements Chunker {

    private final TokenCounter counter;
    private final ChunkSettings settings;
    private final WordCut cut;

    WordChunker(TokenCounter counter, ChunkSettings settings, WordCut cut) {
        this.counter = new BatchedTokenCounter(counter);
        this.settings = settings;
        this.cut = cut;
    }

    @Override
    public String configuration() {
        return cut.configuration() + ";" + settings.window();
    }

    @Override
    public List<Chunk> chunk(String documentId, ParsedDocument document) {
        if (document.blocks().isEmpty()) {
            return List.of();
        }
        int titleTokens = counter.count(List.of(document.title())).getFirst();
        settings.requireRoomBeside(titleTokens);
        int maxTokens = settings.textTokens() - titleTokens;
        List<Span> spans = new ArrayList<>();
        WordRow words = WordRow.of(document, counter);
        for (WordCut.Run run : cut.cut(document, words, maxTokens)) {
            spans.add(words.span(run.from(), run.to()));
        }
        return chunks(documentId, document, fitting(spans, document.text(), maxTokens), maxTokens);
    }

    private List<Chunk> chunks(String documentId, ParsedDocument document, List<Counted> parts, int maxTokens) {
        Outline outline = Outline.of(document);
        int forHeadings = settings.contextTokens() - (settings.textTokens() - maxTokens);
        List<Outline.Place> places =
                parts.stream().map(part -> outline.at(part.span().start())).toList();
        HeadingTokens tokens = HeadingTokens.of(places, document.title(), counter);
        ChunkList chunks = new ChunkList(documentId, document, SentenceSpans.of(document), settings.maxChunks());
        for (int i = 0; i < parts.size(); i++) {
            Counted part = parts.get(i);
            Outline.Place place = places.get(i);
            int room = Math.min(forHeadings, maxTokens - part.tokens());
            chunks.add(part.span(), tokens.fitting(place.headings(), room), place.page());
        }
        return chunks.toList();
    }

    /** The spans, halved where they were cut inside a word and are longer than their words together. */
    private List<Counted> fitting(List<Span> spans, String text, int maxTokens) {
        List<Integer> counts =
                counter.count(spans.stream().map(span -> span.of(text)).toList());
        List<Counted> fitting = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (counts.get(i) <= maxTokens || span.length() < 2) {
                fitting.add(new Counted(span, counts.get(i)));
            } else {
                fitting.addAll(fitting(halves(span, text), text, maxTokens));
            }
        }
        return fitting;
    }

    private static List<Span> halves(Span span, String text) {
        int middle =
                text.offsetByCodePoints(span.start(), Math.max(1, text.codePointCount(span.start(), span.end()) / 2));
        return middle >= span.end()
                ? List.of(span)
                : List.of(Sentence.trimmed(text, span.start(), middle), Sentence.trimmed(text, middle, span.end()));
    }

    private record Counted(Span span, int tokens) {}
}
