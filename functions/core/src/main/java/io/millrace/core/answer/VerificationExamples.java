package io.millrace.core.answer;

import io.millrace.core.answer.QuoteExamples.Example;
import io.millrace.core.retrieve.Retrieval;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a {@link VerificationModel} is fitted on: claims on what was found for a question. */
public final class VerificationExamples {

    private final Verifier verifier;

    /**
     * @param passages the most of them that a prompt takes
     * @param inverseDocumentFrequency of the index, by stem
     */
    public VerificationExamples(Retrieval retrieval, int passages, ToDoubleFunction<String> inverseDocumentFrequency) {
        this.verifier = new Verifier(
                "",
                retrieval.passages().stream()
                        .limit(passages)
                        .map(found -> found.passage())
                        .toList(),
                inverseDocumentFrequency,
                Calibration.MINILM.verification());
    }

    /** The claim beside what fits it best; nothing where a hard rule rejects it, whatever the model. */
    public Optional<Example> of(String claim, boolean supported) {
        return verifier.features(claim).map(features -> new Example(features, supported));
    }
}
