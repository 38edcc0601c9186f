package io.millrace.core.answer;

import io.millrace.core.answer.AnswerEvidence.PromptUse;
import io.millrace.core.document.Digest;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.retrieve.Retrieval;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Generate, verify, attribute: an answer that rests on the passages found, never on a model's word. Safe for use by many
 * threads.
 */
public final class Answerer {

    /** What an answer says when the documents do not; the prompt asks the model to say the same. */
    public static final String REFUSAL = "The documents do not say.";

    private final Supplier<IndexSnapshot> snapshots;
    private final @Nullable Generator generator;
    private final AnswerSettings settings;
    private final @Nullable PromptSizer sizer;
    private final Quoter quoter;

    /**
     * @param snapshots opens the index, to weigh the words of generated sentences; not called for quotes
     * @param generator null where there is none: every answer is a quote
     */
    public Answerer(Supplier<IndexSnapshot> snapshots, @Nullable Generator generator, AnswerSettings settings) {
        this.snapshots = snapshots;
        this.generator = generator;
        this.settings = settings;
        this.sizer = generator == null ? null : new PromptSizer(settings.prompts(), settings.generation(), generator);
        this.quoter = new Quoter(settings.quote(), settings.quotes());
    }

    /**
     * Answers from what was retrieved.
     *
     * @param retrieval for the request's question, best passages first
     * @param onText receives each sentence once it is verified, on the calling thread; joined they are the answer's text. What
     *     it throws ends the answer and is thrown on.
     * @return the answer; a generator that is away, busy or late makes it a quote, not an error
     */
    public Answer answer(AnswerRequest request, Retrieval retrieval, Consumer<String> onText) {
        return answer(plan(request, retrieval), onText);
    }

    /** What {@link #answer(AnswerPlan, Consumer)} takes: whether the documents say, and what the generator is told, where it is asked. */
    public AnswerPlan plan(AnswerRequest request, Retrieval retrieval) {
        long started = System.nanoTime();
        double support = retrieval.passages().isEmpty() ? 0 : settings.refusal().support(retrieval.evidence());
        if (retrieval.passages().isEmpty() || support < settings.refusal().threshold()) {
            return new AnswerPlan(request, null, support, null, started);
        }
        Retrieval pertinent = Pertinence.of(retrieval);
        Prompt prompt = sizer == null || !asksGenerator(request.mode())
                ? null
                : Prompt.of(
                        request.question(),
                        request.options().instructions(),
                        pertinent.passages(),
                        sizer,
                        request.options().cancellation());
        return new AnswerPlan(request, pertinent, support, prompt, started);
    }

    /** Answers as planned; otherwise as {@link #answer(AnswerRequest, Retrieval, Consumer)}. */
    public Answer answer(AnswerPlan plan, Consumer<String> onText) {
        AnswerRequest request = plan.request();
        Draft draft = new Draft(new AnswerText(onText, plan.started()), plan.support(), request.explain());
        Retrieval pertinent = plan.pertinent();
        if (pertinent == null) {
            return draft.refuse(AnswerMode.QUOTE, "nothing-relevant");
        }
        if (request.mode() == AnswerMode.GENERATE && generator == null) {
            return quote(request.question(), pertinent, draft.degrade("generator-missing"));
        }
        Prompt prompt = plan.prompt();
        if (generator == null || prompt == null) {
            return quote(request.question(), pertinent, draft);
        }
        return generate(generator, request, pertinent, prompt, draft);
    }

    /** Whether an answer in this mode is the generator's, where it is not away. */
    public boolean asksGenerator(AnswerMode mode) {
        return generator != null
                && switch (mode) {
                    case QUOTE -> false;
                    case AUTO -> generator.trusted();
                    case GENERATE -> true;
                };
    }

    /** Everything but question, documents and options that decides an answer: models, prompts, weights. */
    public String rules() {
        return Digest.of(
                generator == null ? "" : generator.model(),
                Boolean.toString(asksGenerator(AnswerMode.AUTO)),
                settings.digest());
    }

    /** How it generates. */
    public GenerationSettings generation() {
        return settings.generation();
    }

    private Answer generate(Generator model, AnswerRequest request, Retrieval retrieval, Prompt prompt, Draft draft) {
        GenerationOptions options = request.options();
        PromptTemplates templates = settings.prompts();
        if (prompt.passages().isEmpty()) {
            return quote(request.question(), retrieval, draft.degrade("prompt-full"));
        }
        draft.prompted(new PromptUse(
                templates.version(),
                templates.identity(),
                prompt.passages().size(),
                prompt.tokens(),
                prompt.countedBy()));
        try (IndexSnapshot snapshot = snapshots.get()) {
            Verifier verifier = new Verifier(
                    request.question(), prompt.passages(), snapshot::inverseDocumentFrequency, settings.verification());
            VerifiedStream stream = new VerifiedStream(verifier, draft, REFUSAL);
            try {
                GenerationSettings limits = settings.generation();
                Generation generation = model.generate(
                        new GenerationRequest(
                                prompt.messages(),
                                options.tokens(limits.replyTokens()),
                                options.temperature(),
                                limits.timeout(),
                                options.stop(),
                                options.seed(),
                                options.cancellation()),
                        stream);
                stream.finish(generation.finishReason());
                draft.used(new Usage(generation.promptTokens(), generation.completionTokens()));
            } catch (ProblemException e) {
                if (draft.text().refused() || options.cancellation().isCancelled() || !isAway(e)) {
                    throw e;
                }
                draft.degrade(e.problem().code());
            }
            draft.dropped(stream.dropped());
            if (stream.kept() > 0) {
                return draft.finish(AnswerMode.GENERATE, stream.support());
            }
            if (stream.declined()) {
                return draft.refuse(AnswerMode.GENERATE, "model-declined");
            }
        }
        return quote(request.question(), retrieval, draft.isDegraded() ? draft : draft.degrade("nothing-supported"));
    }

    /** The generator's failures that a quote makes up for; anything else is a fault that someone must see. */
    private static boolean isAway(ProblemException e) {
        return switch (e.problem().category()) {
            case UNAVAILABLE, TIMEOUT, BUSY -> true;
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, GONE, TOO_LARGE, UNPROCESSABLE, INTERNAL -> false;
        };
    }

    private Answer quote(String question, Retrieval retrieval, Draft draft) {
        for (Quoter.Quote quote : quoter.quote(question, retrieval)) {
            draft.add(SentenceEvidence.quoted(
                    Citation.of(1, quote.passage(), quote.span()), quote.text(), quote.support()));
            draft.text().add(quote.text(), draft.citations().number(quote.passage(), quote.span()));
        }
        return draft.finish(AnswerMode.QUOTE, draft.support());
    }
}
