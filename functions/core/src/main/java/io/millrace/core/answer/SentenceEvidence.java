package io.millrace.core.answer;

import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import org.jspecify.annotations.Nullable;

/**
 * What was made of one sentence.
 *
 * @param text the sentence, without citation; null where it was dropped and is not for the asker's eyes: it may be anything
 * @param verdict whether it is in the answer
 * @param reason why it is not; null where it is
 * @param document that supports it or comes nearest; null where none does
 * @param chunk of the document
 * @param span where the supporting words lie in the document's normalised text
 * @param coverage the idf-weighted share of its words that stand there, 0..1; 1 for what is quoted
 * @param support how likely it is that they support it, 0..1; of a quote, that they answer
 */
public record SentenceEvidence(
        @Nullable String text,
        Verdict verdict,
        @Nullable Rejection reason,
        @Nullable String document,
        @Nullable String chunk,
        @Nullable Span span,
        double coverage,
        double support) {

    /** What became of the sentence. */
    public enum Verdict {
        QUOTED,
        SUPPORTED,
        DROPPED
    }

    static SentenceEvidence quoted(Citation citation, String text, double probability) {
        return new SentenceEvidence(
                text, Verdict.QUOTED, null, citation.document(), citation.chunk(), citation.span(), 1, probability);
    }

    static SentenceEvidence judged(String text, @Nullable Rejection reason, Verifier.@Nullable Support nearest) {
        Verdict verdict = reason == null ? Verdict.SUPPORTED : Verdict.DROPPED;
        if (nearest == null) {
            return new SentenceEvidence(text, verdict, reason, null, null, null, 0, 0);
        }
        Passage passage = nearest.passage();
        Citation citation = Citation.of(1, passage, nearest.span());
        return new SentenceEvidence(
                text,
                verdict,
                reason,
                citation.document(),
                citation.chunk(),
                citation.span(),
                nearest.coverage(),
                nearest.probability());
    }

    /** Without the words of a sentence that was dropped. */
    public SentenceEvidence withoutDroppedText() {
        return verdict == Verdict.DROPPED
                ? new SentenceEvidence(null, verdict, reason, document, chunk, span, coverage, support)
                : this;
    }
}
