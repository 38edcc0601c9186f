package io.millrace.core.rerank;

import io.millrace.core.text.Span;

/**
 * How well a sentence matches a question.
 *
 * @param span the sentence, in its chunk's text
 * @param cosine of the question's vector with the sentence's; with the passage's where sentences have none
 * @param coverage idf-weighted share, 0..1, of the question's stems that it holds (those of title and headings count in part)
 */
public record ScoredSentence(Span span, double cosine, double coverage) {

    /** Half of each: measured on xquad-en (platform-facts, "Sentence scores"). */
    public double score() {
        return (cosine + coverage) / 2;
    }
}
