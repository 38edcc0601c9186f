package io.millrace.core.answer;

import org.jspecify.annotations.Nullable;

/** An answer in the making. */
final class Draft {

    private final AnswerText text;
    private final double support;
    private final Citations citations = new Citations();
    private @Nullable String reason;
    private int dropped;
    private Usage usage = Usage.NONE;

    /**
     * @param support how likely the documents hold an answer, 0..1
     */
    Draft(AnswerText text, double support) {
        this.text = text;
        this.support = support;
    }

    AnswerText text() {
        return text;
    }

    Citations citations() {
        return citations;
    }

    double support() {
        return support;
    }

    boolean isDegraded() {
        return reason != null;
    }

    Draft degrade(String why) {
        reason = why;
        return this;
    }

    void dropped(int sentences) {
        dropped = sentences;
    }

    void used(Usage tokens) {
        usage = tokens;
    }

    Answer finish(AnswerMode mode, double finalSupport) {
        return new Answer(
                text.toString(),
                true,
                mode,
                isDegraded(),
                reason,
                finalSupport,
                citations.all(),
                dropped,
                usage,
                text.timings());
    }

    /** Says that the documents do not say. */
    Answer refuse(AnswerMode mode, String why) {
        text.add(Answerer.REFUSAL);
        return new Answer(
                text.toString(), false, mode, false, why, support, citations.all(), dropped, usage, text.timings());
    }
}
