package io.millrace.bench.answers;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.text.Terms;
import java.util.List;

/** Vectors that count hashed stems: alike where words are. */
final class HashedWords implements Embedder {

    private static final int DIMENSION = 256;

    @Override
    public String model() {
        return "hashed-words";
    }

    @Override
    public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
        return passages.stream()
                .map(passage -> new PassageEmbedding(
                        embedQuestion(passage.text()),
                        passage.sentences().stream()
                                .map(sentence -> QuantizedEmbedding.of(embedQuestion(sentence.of(passage.text()))
                                        .toArray()))
                                .toList(),
                        passage.text().length(),
                        0))
                .toList();
    }

    @Override
    public Embedding embedQuestion(String question) {
        float[] counts = new float[DIMENSION];
        counts[0] = .1f;
        for (String stem : Terms.stems(question)) {
            counts[Math.floorMod(stem.hashCode(), DIMENSION)]++;
        }
        return Embedding.of(counts);
    }
}
