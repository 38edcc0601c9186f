package io.millrace.core.answer;

import io.millrace.core.answer.AnswerEvidence.PromptUse;
import io.millrace.core.document.Digest;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.retrieve.Retrieval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Quoter quoter;

    /**
     * @param snapshots opens the index, to weigh the words of generated sentences; not called for quotes
     * @param generator null where there is none: every answer is a quote
     */
    public Answerer(Supplier<IndexSnapshot> snapshots, @Nullable Generator generator, AnswerSettings settings) {
        this.snapshots = snapshots;
        this.generator = generator;
        this.settings = settings;
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
        AnswerText text = new AnswerText(onText);
        double support = retrieval.passages().isEmpty() ? 0 : settings.refusal().support(retrieval.evidence());
        Draft draft = new Draft(text, support, request.explain());
        if (retrieval.passages().isEmpty() || support < settings.refusal().threshold()) {
            return draft.refuse(AnswerMode.QUOTE, "nothing-relevant");
        }
        return answer(request, Pertinence.of(retrieval), draft);
    }

    private Answer answer(AnswerRequest request, Retrieval retrieval, Draft draft) {
        if (request.mode() == AnswerMode.GENERATE && generator == null) {
            return quote(request.question(), retrieval, draft.degrade("generator-missing"));
        }
        if (generator == null || !asksGenerator(request.mode())) {
            return quote(request.question(), retrieval, draft);
        }
        return generate(generator, request, retrieval, draft);
    }

    /**
     * What the generator would be told for this: equal texts are answered the same, as far as the generator can. Empty where it would not be
     * asked, and the answer costs next to nothing.
     */
    public Optional<String> prompt(AnswerRequest request, Retrieval retrieval) {
        if (generator == null
                || !asksGenerator(request.mode())
                || retrieval.passages().isEmpty()
                || settings.refusal().support(retrieval.evidence())
                        < settings.refusal().threshold()) {
            return Optional.empty();
        }
        Prompt prompt = prompt(generator, request, Pertinence.of(retrieval));
        List<String> parts = new ArrayList<>();
        prompt.messages().forEach(message -> parts.add(message.content()));
        // The same words of another version, or of another document, are cited differently.
        prompt.passages()
                .forEach(passage -> parts.addAll(List.of(
                        passage.document(), passage.version(), passage.chunk().id())));
        return prompt.passages().isEmpty() ? Optional.empty() : Optional.of(Digest.of(parts.toArray(String[]::new)));
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

    private Prompt prompt(Generator model, AnswerRequest request, Retrieval pertinent) {
        return Prompt.of(
                request.question(),
                request.options().instructions(),
                pertinent.passages(),
                settings.prompts(),
                settings.generation(),
                model);
    }

    private Answer generate(Generator model, AnswerRequest request, Retrieval retrieval, Draft draft) {
        GenerationOptions options = request.options();
        PromptTemplates templates = settings.prompts();
        Prompt prompt = prompt(model, request, retrieval);
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
            Verifier verifier =
                    new Verifier(prompt.passages(), snapshot::inverseDocumentFrequency, settings.verification());
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
