package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.core.embed.PassageText;
import io.millrace.modelserver.ModelWorkers.Urgency;
import java.util.List;

/** Has the workers compute vectors. */
final class ComputingEmbedder implements TextEmbedder {

    private final EmbeddingModel model;
    private final ModelWorkers workers;
    private final Metrics metrics;

    ComputingEmbedder(EmbeddingModel model, ModelWorkers workers, Metrics metrics) {
        this.model = model;
        this.workers = workers;
        this.metrics = metrics;
    }

    private record OneText(PassageText text, String prefix) implements ModelWorkers.Work<TextVectors> {
        @Override
        public int length() {
            return text.text().length();
        }

        @Override
        public TextVectors run(Lanes lanes) throws OrtException {
            return lanes.embedding().embed(text, prefix);
        }
    }

    @Override
    public List<TextVectors> embed(TextBatch batch) throws InterruptedException {
        String prefix = model.prefix(batch.kind());
        // Many questions at once are no person's.
        Urgency urgency =
                batch.kind() == TextBatch.Kind.QUESTION && batch.texts().size() == 1
                        ? Urgency.QUESTION
                        : Urgency.PASSAGES;
        List<TextVectors> results = workers.run(
                urgency,
                batch.texts().stream().map(text -> new OneText(text, prefix)).toList(),
                batch.deadline());
        results.forEach(result -> metrics.embedded(result.tokens(), result.tokensCut()));
        return results;
    }
}
