package io.millrace.core.answer;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A language model that continues a conversation. Fails as {@link io.millrace.core.embed.Embedder} does. */
public interface Generator {

    /** The id of the model, as in the catalog. */
    String model();

    /** Whether the catalog trusts this model to answer; where it does not, the default mode is to quote. */
    boolean trusted();

    /**
     * Counts tokens by the model's own tokenizer, without what a chat template adds.
     *
     * @param cancellation ends the counting early, which fails like a model that is away
     * @return one count a text, in order; nothing where the model's server can't tell
     */
    default Optional<List<Integer>> countTokens(List<String> texts, Cancellation cancellation) {
        return Optional.empty();
    }

    /**
     * Generates one reply.
     *
     * @param onText receives each piece of text as it comes, in order, on the calling thread; may throw to cancel
     * @return the whole reply and what it cost
     */
    Generation generate(GenerationRequest request, Consumer<String> onText);
}
