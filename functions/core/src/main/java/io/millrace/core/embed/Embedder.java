package io.millrace.core.embed;

import java.util.List;

/**
 * Texts to unit-length vectors.
 *
 * <p>Failures are {@link io.millrace.core.problem.ProblemException}: {@code model-unavailable} (UNAVAILABLE) when the model
 * Service is away, BUSY when it is full, UNPROCESSABLE when it refuses the input.
 */
public interface Embedder {

    /** The id of the model, as in the catalog. */
    String model();

    /** What goes before texts on their way to the model's server, beside what that puts there by itself. */
    default TextPrefixes prefixes() {
        return TextPrefixes.NONE;
    }

    /** What the vectors of passages depend on, the model and what goes before them: part of a document's configuration. */
    default String passageConfiguration() {
        String prefix = prefixes().passage();
        return prefix.isEmpty() ? model() : model() + ";prefix=" + prefix;
    }

    /** One result for each passage, in the same order; sentences are where the passage as it was given has them. */
    List<PassageEmbedding> embedPassages(List<PassageText> passages);

    /** The vector of a question. */
    Embedding embedQuestion(String question);
}
