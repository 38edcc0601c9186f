package io.millrace.core.answer;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sentence of an answer comes from.
 *
 * @param number as in the answer's text, from 1
 * @param document its id
 * @param chunk the passage's id
 * @param uri of the document
 * @param title of the document, may be empty
 * @param page on which the passage starts, from 1; null where the format has none
 * @param headings above the passage, outermost first
 * @param quote the words it rests on
 * @param span where the quote lies in the document's normalised text
 */
public record Citation(
        int number,
        String document,
        String chunk,
        String uri,
        String title,
        @Nullable Integer page,
        List<String> headings,
        String quote,
        Span span) {

    public Citation {
        headings = List.copyOf(headings);
        if (number < 1) {
            throw new IllegalArgumentException("citations are numbered from 1, but this is " + number);
        }
    }

    static Citation of(int number, Passage passage, Span quote) {
        Chunk chunk = passage.chunk();
        boolean verbatim = chunk.span().length() == chunk.text().length();
        return new Citation(
                number,
                passage.document(),
                chunk.id(),
                passage.uri(),
                passage.title(),
                chunk.page(),
                chunk.headings(),
                quote.of(chunk.text()),
                verbatim ? quote.plus(chunk.span().start()) : chunk.span());
    }
}
