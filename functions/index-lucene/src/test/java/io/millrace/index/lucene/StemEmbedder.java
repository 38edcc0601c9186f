package io.millrace.index.lucene;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.embed.TextPrefixes;
import io.millrace.core.index.Batch;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.text.Terms;
import io.millrace.testkit.SampleDocument;
import java.util.List;

/** Vectors that count hashed stems: alike where words are. */
record StemEmbedder(TextPrefixes prefixes) implements Embedder {

    private static final int DIMENSION = 384;

    StemEmbedder() {
        this(TextPrefixes.NONE);
    }

    @Override
    public String model() {
        return "stems";
    }

    @Override
    public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
        return passages.stream()
                .map(passage -> new PassageEmbedding(vector(prefixes.passage() + passage.text()), List.of(), 0, 0))
                .toList();
    }

    @Override
    public Embedding embedQuestion(String question) {
        return vector(prefixes.question() + question);
    }

    /** The document's only batch, with vectors of this kind. */
    static Batch batch(SampleDocument document) {
        List<EmbeddedChunk> chunks = document.chunks().stream()
                .map(chunk -> {
                    String text = chunk.chunk().text();
                    List<QuantizedEmbedding> sentences = chunk.chunk().sentences().stream()
                            .map(sentence -> QuantizedEmbedding.of(
                                    vector(sentence.of(text)).toArray()))
                            .toList();
                    return new EmbeddedChunk(chunk.chunk(), vector(text), sentences);
                })
                .toList();
        return new Batch(document.version(), 0, 1, chunks);
    }

    private static Embedding vector(String text) {
        float[] counts = new float[DIMENSION];
        counts[0] = .1f;
        for (String stem : Terms.stems(text)) {
            counts[Math.floorMod(stem.hashCode(), DIMENSION)]++;
        }
        return Embedding.of(counts);
    }
}
