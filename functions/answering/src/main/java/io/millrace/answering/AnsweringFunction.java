package io.millrace.answering;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.PassagesRanked;
import io.millrace.contracts.QuestionAnswered;
import io.millrace.contracts.QuestionAsked;
import io.millrace.contracts.QuestionFailed;
import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.retrieve.Explanation;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.state.AnswerStore;
import io.millrace.runtime.IncomingEvent;
import io.millrace.runtime.Replies;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The event path's last steps: answer from ranked passages, and keep answers for those who ask for them. */
@Singleton
public class AnsweringFunction {

    private final Asking asking;
    private final AnswerStore answers;

    AnsweringFunction(Asking asking, AnswerStore answers) {
        this.asking = asking;
        this.answers = answers;
    }

    @Funq("passages-ranked")
    @CloudEventMapping(trigger = EventType.Names.PASSAGES_RANKED)
    public CloudEvent<RawValue> passagesRanked(CloudEvent<PassagesRanked> event) {
        IncomingEvent<PassagesRanked> incoming = IncomingEvent.of(event);
        QuestionAsked asked = incoming.payload().asked();
        AnswerMode mode = AnswerMode.valueOf(asked.mode().toUpperCase(Locale.ROOT));
        Answer answer = asking.answer(
                asked.toQuestion(),
                mode,
                GenerationOptions.none(),
                Boolean.TRUE.equals(asked.explain()),
                incoming.payload().retrieval(),
                text -> {});
        QuestionAnswered answered = new QuestionAnswered(
                asked.id(),
                asked.tenant(),
                asked.question(),
                answer,
                explanation(asked, incoming.payload().retrieval()));
        return Replies.of(EventEnvelope.of(
                EventType.QUESTION_ANSWERED,
                answered,
                "answering",
                incoming.context().next()));
    }

    /** Without what each word is worth, which tells in how many passages it stands, those of others too. */
    private static @Nullable Explanation explanation(QuestionAsked asked, Retrieval retrieval) {
        return Boolean.TRUE.equals(asked.explain())
                ? Explanation.of(asked.toQuestion(), retrieval).withoutTerms()
                : null;
    }

    @Funq("question-answered")
    @CloudEventMapping(trigger = EventType.Names.QUESTION_ANSWERED)
    public void questionAnswered(CloudEvent<QuestionAnswered> event) {
        QuestionAnswered answered = IncomingEvent.of(event).payload();
        keep(
                answered.id(),
                new QuestionStatus(
                        answered.id(),
                        answered.tenant(),
                        "answered",
                        answered.answer(),
                        answered.explanation(),
                        null,
                        null));
    }

    @Funq("question-failed")
    @CloudEventMapping(trigger = EventType.Names.QUESTION_FAILED)
    public void questionFailed(CloudEvent<QuestionFailed> event) {
        QuestionFailed failed = IncomingEvent.of(event).payload();
        keep(
                failed.id(),
                new QuestionStatus(failed.id(), failed.tenant(), "failed", null, null, failed.code(), failed.reason()));
    }

    private void keep(String id, QuestionStatus status) {
        answers.put(id, status.toJson().getBytes(StandardCharsets.UTF_8));
    }
}
