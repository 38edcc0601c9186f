package io.millrace.core.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that rests on passages.
 *
 * @param text each sentence followed by {@code [n]}, the number of its citation
 * @param answered false where the documents do not say; then there are no citations
 * @param mode how it came to be: QUOTE or GENERATE
 * @param degraded whether generation was wanted and could not be had, in whole or in part
 * @param reason why it is degraded or not answered: {@code nothing-relevant}, {@code model-declined}, {@code generator-missing},
 *     {@code nothing-supported}, or the code of the generator's problem; null otherwise
 * @param support 0..1; of a quote, how likely the documents hold an answer; of a generated answer, the mean coverage of its sentences
 * @param citations by number, from 1
 * @param dropped generated sentences that no passage supports
 * @param usage what the generator cost
 * @param timings how long it took
 * @param evidence null unless it was asked for
 */
public record Answer(
        String text,
        boolean answered,
        AnswerMode mode,
        boolean degraded,
        @Nullable String reason,
        double support,
        List<Citation> citations,
        int dropped,
        Usage usage,
        AnswerTimings timings,
        @Nullable AnswerEvidence evidence) {

    public Answer {
        citations = List.copyOf(citations);
        if (mode == AnswerMode.AUTO) {
            throw new IllegalArgumentException("an answer was quoted or generated, never AUTO");
        }
        if (answered == citations.isEmpty()) {
            throw new IllegalArgumentException("an answer has citations, a refusal has none");
        }
        if ((degraded || !answered) && reason == null) {
            throw new IllegalArgumentException("a degraded or refused answer needs a reason");
        }
    }

    /** For those who may not see what was dropped. */
    public Answer withoutDroppedText() {
        return evidence == null
                ? this
                : new Answer(
                        text,
                        answered,
                        mode,
                        degraded,
                        reason,
                        support,
                        citations,
                        dropped,
                        usage,
                        timings,
                        evidence.withoutDroppedText());
    }
}
