package io.millrace.reranking;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.PassagesRanked;
import io.millrace.contracts.QuestionAsked;
import io.millrace.contracts.QuestionEmbedded;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalOptions;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.runtime.IncomingEvent;
import io.millrace.runtime.Replies;
import io.millrace.runtime.StageMetrics;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.inject.Singleton;

/** Finds and ranks the passages that may answer a question. */
@Singleton
public class RerankingFunction {

    /** What one event can hold, with sentence vectors, well below 512 KiB. */
    private static final int PASSAGES = 10;

    private final Retriever retriever;
    private final StageMetrics stages;

    RerankingFunction(PassageIndex index, Reranker reranker, RetrievalSettings settings, StageMetrics stages) {
        this.stages = stages;
        this.retriever = new Retriever(index::snapshot, reranker, settings);
    }

    @Funq("question-embedded")
    @CloudEventMapping(trigger = EventType.Names.QUESTION_EMBEDDED)
    public CloudEvent<RawValue> questionEmbedded(CloudEvent<QuestionEmbedded> event) {
        IncomingEvent<QuestionEmbedded> incoming = IncomingEvent.of(event);
        QuestionAsked asked = incoming.payload().asked();
        Retrieval found = retriever.retrieve(
                asked.toQuestion(),
                Embedding.fromBase64(incoming.payload().vector()),
                RetrievalOptions.best(PASSAGES).traced(Boolean.TRUE.equals(asked.explain())));
        stages.found(found);
        PassagesRanked ranked = new PassagesRanked(asked.id(), asked.tenant(), asked, found);
        return Replies.of(EventEnvelope.of(
                EventType.PASSAGES_RANKED,
                ranked,
                "reranking",
                incoming.context().next()));
    }
}
