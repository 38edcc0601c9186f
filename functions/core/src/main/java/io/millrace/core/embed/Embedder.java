package io.millrace.core.embed;

import java.util.List;

/**
 * Texts to unit-length vectors.
 *
 * <p>Failures are {@link io.millrace.core.problem.ProblemException}: {@code model-unavailable} (UNAVAILABLE) when the model
 * Service is away, BUSY when it is full, UNPROCESSABLE when it refuses the input.
 */
public interface Embedder {

    /** The id of the model, as in the catalog; part of a document's configuration. */
    String model();

    /** One result for each passage, in the same order. */
    List<PassageEmbedding> embedPassages(List<PassageText> passages);

    /** The vector of a question. */
    Embedding embedQuestion(String question);
}
