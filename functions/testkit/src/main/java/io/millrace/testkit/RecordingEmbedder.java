package io.millrace.testkit;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import java.util.ArrayList;
import java.util.List;

/** Vectors that follow from the text alone, as a model's do, and a note of what was asked for. */
final class RecordingEmbedder implements Embedder {

    private final List<PassageText> asked = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    @Override
    public String model() {
        return "recording";
    }

    @Override
    public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
        asked.addAll(passages);
        meanwhile.run();
        return passages.stream().map(RecordingEmbedder::embed).toList();
    }

    static PassageEmbedding embed(PassageText passage) {
        List<QuantizedEmbedding> sentences = passage.sentences().stream()
                .map(sentence ->
                        SampleVectors.quantized(sentence.of(passage.text()).hashCode()))
                .toList();
        return new PassageEmbedding(
                SampleVectors.unit(passage.text().hashCode()),
                sentences,
                passage.text().length(),
                0);
    }

    @Override
    public Embedding embedQuestion(String question) {
        return SampleVectors.unit(question.hashCode());
    }

    /** What was asked for since the last call. */
    List<PassageText> takeAsked() {
        List<PassageText> taken = List.copyOf(asked);
        asked.clear();
        return taken;
    }

    /** Lets something happen while the model works. */
    void meanwhile(Runnable happening) {
        meanwhile = happening;
    }
}
