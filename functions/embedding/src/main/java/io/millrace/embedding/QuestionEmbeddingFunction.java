package io.millrace.embedding;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.QuestionAsked;
import io.millrace.contracts.QuestionEmbedded;
import io.millrace.core.embed.Embedder;
import io.millrace.runtime.IncomingEvent;
import io.millrace.runtime.Replies;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.inject.Singleton;

/** Gives a question its vector. */
@Singleton
public class QuestionEmbeddingFunction {

    private final Embedder embedder;

    QuestionEmbeddingFunction(Embedder embedder) {
        this.embedder = embedder;
    }

    @Funq("question-asked")
    @CloudEventMapping(trigger = EventType.Names.QUESTION_ASKED)
    public CloudEvent<RawValue> questionAsked(CloudEvent<QuestionAsked> event) {
        IncomingEvent<QuestionAsked> incoming = IncomingEvent.of(event);
        QuestionAsked asked = incoming.payload();
        QuestionEmbedded embedded = new QuestionEmbedded(
                asked.id(),
                asked.tenant(),
                asked,
                embedder.embedQuestion(asked.question()).toBase64());
        return Replies.of(EventEnvelope.of(
                EventType.QUESTION_EMBEDDED,
                embedded,
                "embedding",
                incoming.context().next()));
    }
}
