package io.millrace.modelserver;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import java.util.List;

/** What a forward pass gives for one text. */
final class TextVectors {

    private final float[] mean;
    private final List<QuantizedEmbedding> sentences;
    private final int tokens;
    private final int tokensCut;

    /** Takes {@code mean} over without a copy. */
    TextVectors(float[] mean, List<QuantizedEmbedding> sentences, int tokens, int tokensCut) {
        this.mean = mean;
        this.sentences = List.copyOf(sentences);
        this.tokens = tokens;
        this.tokensCut = tokensCut;
    }

    /** The mean of the token vectors, special tokens among them, scaled to unit length. */
    Embedding vector() {
        return Embedding.of(mean);
    }

    /** The same, not scaled. */
    float[] mean() {
        return mean.clone();
    }

    /** One for each span asked for; all zeros where no token that was read lies in the span. */
    List<QuantizedEmbedding> sentences() {
        return sentences;
    }

    /** Tokens that were read, special ones left out. */
    int tokens() {
        return tokens;
    }

    /** Tokens that did not fit the window. */
    int tokensCut() {
        return tokensCut;
    }
}
