package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.modelserver.ModelWorkers.Urgency;
import java.util.List;
import java.util.Objects;

/** Has the workers score passages for a question. */
final class PairScorer {

    private final ModelWorkers workers;
    private final Metrics metrics;

    PairScorer(ModelWorkers workers, Metrics metrics) {
        this.workers = workers;
        this.metrics = metrics;
    }

    private record OnePair(String question, String passage) implements ModelWorkers.Work<RerankingModel.Score> {
        @Override
        public int length() {
            return passage.length();
        }

        @Override
        public RerankingModel.Score run(Lanes lanes) throws OrtException {
            return Objects.requireNonNull(lanes.reranking()).score(question, passage);
        }
    }

    /** One score a passage, same order; fails as {@link TextEmbedder#embed} does. */
    List<RerankingModel.Score> score(String question, List<String> passages, Deadline deadline)
            throws InterruptedException {
        List<RerankingModel.Score> scores = workers.run(
                Urgency.RANKING,
                passages.stream().map(passage -> new OnePair(question, passage)).toList(),
                deadline);
        scores.forEach(score -> metrics.reranked(score.tokens(), score.tokensCut()));
        return scores;
    }
}
