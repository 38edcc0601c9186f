package io.millrace.answering;

import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerRequest;
import io.millrace.core.answer.AnswerSettings;
import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.answer.GenerationSettings;
import io.millrace.core.answer.Generator;
import io.millrace.core.answer.PromptTemplates;
import io.millrace.core.cache.AnswerCache;
import io.millrace.core.cache.Asked;
import io.millrace.core.cache.CacheCounts;
import io.millrace.core.cache.CacheSettings;
import io.millrace.core.cache.CachedAnswering;
import io.millrace.core.cache.Outcome;
import io.millrace.core.cache.Prepared;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.retrieve.JoinedPassage;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalOptions;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.core.retrieve.TokenBudget;
import io.millrace.runtime.GeneratorConfig;
import io.millrace.runtime.RerankerConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The fast path: embed, retrieve, rerank and answer in one request, by the same verbs that the events go through. */
@Singleton
class Asking {

    /** What an answer may rest on. */
    static final int PASSAGES = 10;

    private final Embedder embedder;
    private final PassageIndex index;
    private final Retriever retriever;
    private final Answerer answerer;
    private final TokenBudget budget;
    private final CachedAnswering cached;
    private final AnswerMetrics metrics;

    Asking(
            Embedder embedder,
            PassageIndex index,
            Generator generator,
            GeneratorConfig generatorConfig,
            Reranker reranker,
            RerankerConfig rerankerConfig,
            RetrievalSettings settings,
            PromptTemplates prompts,
            TokenCounter counter,
            AnswerCache cache,
            CacheConfig cacheConfig,
            AnswerMetrics metrics) {
        this.embedder = embedder;
        this.index = index;
        this.retriever = new Retriever(index::snapshot, reranker, settings);
        this.budget = new TokenBudget(counter);
        this.answerer = new Answerer(index::snapshot, generator, settings(prompts, generatorConfig));
        this.cached = new CachedAnswering(
                cache,
                settings(cacheConfig),
                index::snapshot,
                embedder,
                retriever,
                settings,
                name(rerankerConfig),
                answerer,
                PASSAGES);
        this.metrics = metrics;
        metrics.countLookups(cached::counts);
    }

    private static AnswerSettings settings(PromptTemplates prompts, GeneratorConfig generator) {
        try {
            return AnswerSettings.LAPTOP
                    .with(prompts)
                    .with(GenerationSettings.LAPTOP.with(generator.contextTokens(), generator.timeout()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "millrace.generator.context-tokens, millrace.generator.timeout: " + e.getMessage(), e);
        }
    }

    private static CacheSettings settings(CacheConfig config) {
        try {
            return CacheSettings.DEFAULT.withMaxDrift(config.maxDrift());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("millrace.cache.max-drift: " + e.getMessage(), e);
        }
    }

    /** Other models score otherwise. */
    private static String name(RerankerConfig config) {
        return config.url().map(url -> config.api() + " " + config.model()).orElse("sentences");
    }

    /** What was found, and how long the question's embedding took. */
    record Found(Retrieval retrieval, Duration embedding) {}

    Found search(Question question, int limit) {
        return search(question, RetrievalOptions.best(limit));
    }

    Found search(Question question, RetrievalOptions options) {
        RetrievalSettings.DEFAULT.accept(question);
        TimedEmbedding embedding = new TimedEmbedding(question.text());
        Retrieval retrieval = index.snapshotsAreFree()
                ? retriever.retrieve(question, embedding, options)
                : retriever.retrieve(question, embedding.get(), options);
        metrics.found(embedding.took, retrieval);
        return new Found(retrieval, embedding.took);
    }

    /** Embeds a question, and notes how long that took. */
    private final class TimedEmbedding implements Supplier<Embedding> {

        private final String question;
        private Duration took = Duration.ZERO;

        TimedEmbedding(String question) {
            this.question = question;
        }

        @Override
        public Embedding get() {
            long started = System.nanoTime();
            Embedding vector = embedder.embedQuestion(question);
            took = Duration.ofNanos(System.nanoTime() - started);
            return vector;
        }
    }

    /**
     * What was found, as it is read.
     *
     * @param merged whether neighbours become one passage
     * @param maxTokens of the embedding model, for all together; {@link Integer#MAX_VALUE} for no limit
     */
    List<JoinedPassage> read(Retrieval retrieval, boolean merged, int maxTokens) {
        List<JoinedPassage> passages =
                merged ? JoinedPassage.neighbours(retrieval.passages()) : JoinedPassage.each(retrieval.passages());
        return maxTokens == Integer.MAX_VALUE ? passages : budget.fit(passages, maxTokens);
    }

    /** Looks for a kept answer that holds, and searches where there is none. */
    Prepared prepare(Asked asked) {
        RetrievalSettings.DEFAULT.accept(asked.question());
        Prepared prepared = cached.prepare(asked);
        prepared.retrieval().ifPresent(found -> metrics.found(prepared.embedding(), found));
        return prepared;
    }

    /**
     * @param options as they were prepared, with the cancellation that counts now
     * @param onText receives verified text as it comes; may throw to cancel
     */
    Outcome answer(Prepared prepared, GenerationOptions options, Consumer<String> onText) {
        Outcome outcome = cached.answer(prepared, options, onText);
        metrics.answered(prepared, outcome.answer());
        return outcome;
    }

    CacheCounts cacheCounts() {
        return cached.counts();
    }

    /**
     * Answers from what somebody else has found; keeps nothing.
     *
     * @param explain whether the answer tells what was made of each sentence
     * @param onText receives verified text as it comes; may throw to cancel
     */
    Answer answer(
            Question question,
            AnswerMode mode,
            GenerationOptions options,
            boolean explain,
            Retrieval retrieval,
            Consumer<String> onText) {
        Answer answer = answerer.answer(new AnswerRequest(question.text(), mode, options, explain), retrieval, onText);
        metrics.answered(answer);
        return answer;
    }
}
