package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passage of a document, of a size that the embedding model reads whole.
 *
 * @param id hash(document id, heading path, text, occurrence): the same as long as its content is
 * @param ordinal its place in the document, from 0
 * @param text the passage itself, without title and headings
 * @param span where it lies in the document's normalised text
 * @param headings the headings above it, outermost first
 * @param page the page (or slide, or sheet) on which it starts, from 1; null where the format has none
 * @param sentences its sentences, as spans of {@code text}, in order, not overlapping; empty where it has not been split
 */
public record Chunk(
        String id,
        int ordinal,
        String text,
        Span span,
        List<String> headings,
        @Nullable Integer page,
        List<Span> sentences) {

    public Chunk {
        if (text.isBlank()) {
            throw new IllegalArgumentException("chunk " + id + " has no text");
        }
        headings = List.copyOf(headings);
        sentences = List.copyOf(sentences);
        for (Span sentence : sentences) {
            if (sentence.end() > text.length()) {
                throw new IllegalArgumentException(
                        "chunk " + id + " has a sentence " + sentence + " beyond its " + text.length() + " characters");
            }
        }
    }
}
