package io.millrace.core.embed;

import java.util.List;

/**
 * The vectors of one passage, from one forward pass.
 *
 * @param vector of the whole text
 * @param sentences one for each span of the {@link PassageText}, same order; empty where the engine gives no token vectors
 * @param tokens how many of the text's tokens the model read, special tokens left out
 * @param tokensCut how many it could not read because its window was full; 0 for a passage of ours
 */
public record PassageEmbedding(Embedding vector, List<QuantizedEmbedding> sentences, int tokens, int tokensCut) {

    public PassageEmbedding {
        sentences = List.copyOf(sentences);
    }
}
