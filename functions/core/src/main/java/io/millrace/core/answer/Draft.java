package io.millrace.core.answer;

import io.millrace.core.answer.AnswerEvidence.PromptUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in the making. */
final class Draft {

    private final AnswerText text;
    private final double support;
    private final boolean explain;
    private final List<SentenceEvidence> evidence = new ArrayList<>();
    private final Citations citations = new Citations();
    private @Nullable String reason;
    private @Nullable PromptUse prompt;
    private int dropped;
    private Usage usage = Usage.NONE;

    /**
     * @param support how likely the documents hold an answer, 0..1
     * @param explain whether the answer tells what was made of each sentence
     */
    Draft(AnswerText text, double support, boolean explain) {
        this.text = text;
        this.support = support;
        this.explain = explain;
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

    void prompted(PromptUse use) {
        prompt = use;
    }

    void add(SentenceEvidence sentence) {
        if (explain) {
            evidence.add(sentence);
        }
    }

    private @Nullable AnswerEvidence evidence() {
        return explain ? new AnswerEvidence(prompt, evidence) : null;
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
                text.timings(),
                evidence());
    }

    /** Says that the documents do not say. */
    Answer refuse(AnswerMode mode, String why) {
        text.add(Answerer.REFUSAL);
        return new Answer(
                text.toString(),
                false,
                mode,
                false,
                why,
                support,
                citations.all(),
                dropped,
                usage,
                text.timings(),
                evidence());
    }
}
