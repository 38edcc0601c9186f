package io.millrace.answering;

import io.millrace.answering.access.AuditLog;
import io.millrace.core.access.Caller;
import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.Citation;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.answer.Generator;
import io.millrace.core.answer.LimitedText;
import io.millrace.core.cache.Asked;
import io.millrace.core.cache.CacheUse;
import io.millrace.core.cache.Outcome;
import io.millrace.core.cache.Prepared;
import io.millrace.core.conversation.Condenser;
import io.millrace.core.retrieve.Question;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A conversation's last question, made to stand alone and answered within the asker's limits. */
@Singleton
class Conversing {

    private final Asking asking;
    private final Condenser condenser;
    private final Generator generator;
    private final AuditLog audit;

    Conversing(Asking asking, Generator generator, AuditLog audit) {
        this.asking = asking;
        this.generator = generator;
        this.audit = audit;
        this.condenser = new Condenser(generator);
    }

    /**
     * What an answer can be made of.
     *
     * @param condensing how long it took to make the question stand alone
     */
    record Ready(Caller caller, Question question, Duration condensing, Prepared prepared) {}

    /**
     * An answer as the asker gets it.
     *
     * @param text within the asker's limits
     * @param isCut whether a limit of length ended it
     * @param cached whether it was made before
     */
    record Reply(Ready ready, Answer answer, String text, boolean isCut, boolean cached) {}

    Ready prepare(ChatRequest request, Caller caller, CacheUse use, Cancellation cancellation) {
        AnswerMode mode = request.model().mode();
        boolean generates = mode == AnswerMode.GENERATE || (mode == AnswerMode.AUTO && generator.trusted());
        long started = System.nanoTime();
        String standAlone = condenser.condense(request.conversation(), generates, cancellation);
        Duration condensing = Duration.ofNanos(System.nanoTime() - started);
        Question question = new Question(standAlone, caller.visibility(null), request.filter());
        Asked asked = new Asked(question, mode, request.options(cancellation), use, request.explain());
        return new Ready(caller, question, condensing, asking.prepare(asked));
    }

    /** @param onText receives the reply's text as it comes; may throw to cancel */
    Reply answer(ChatRequest request, Ready ready, Cancellation cancellation, Consumer<String> onText) {
        GenerationOptions options = request.options(cancellation);
        int maxWords = Objects.requireNonNullElse(request.maxTokens(), Integer.MAX_VALUE);
        LimitedText text = new LimitedText(request.stop(), maxWords, onText);
        // Whoever leaves in the middle has seen something of what was found.
        List<String> used = ready.prepared().documents();
        Outcome outcome;
        try {
            outcome = asking.answer(ready.prepared(), options, text);
            text.finish();
            used = outcome.answer().citations().stream().map(Citation::document).toList();
        } finally {
            audit.used(ready.caller(), "answer", ready.question().text(), used);
        }
        return new Reply(ready, outcome.answer(), text.text(), text.isCut() || outcome.cut(), outcome.cached());
    }
}
