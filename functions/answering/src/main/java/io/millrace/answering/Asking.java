package io.millrace.answering;

import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerRequest;
import io.millrace.core.answer.AnswerSettings;
import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.answer.Generator;
import io.millrace.core.answer.PromptTemplates;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Consumer;

/** The fast path: embed, retrieve, rerank and answer in one request, by the same verbs that the events go through. */
@Singleton
class Asking {

    /** What an answer may rest on. */
    static final int PASSAGES = 10;

    private final Embedder embedder;
    private final Retriever retriever;
    private final Answerer answerer;

    Asking(
            Embedder embedder,
            PassageIndex index,
            Generator generator,
            Reranker reranker,
            RetrievalSettings settings,
            PromptTemplates prompts) {
        this.embedder = embedder;
        this.retriever = new Retriever(index::snapshot, reranker, settings);
        this.answerer = new Answerer(index::snapshot, generator, AnswerSettings.LAPTOP.with(prompts));
    }

    /** What was found, and how long the question's embedding took. */
    record Found(Retrieval retrieval, Duration embedding) {}

    Found search(Question question, int limit) {
        RetrievalSettings.DEFAULT.accept(question);
        long started = System.nanoTime();
        Embedding vector = embedder.embedQuestion(question.text());
        Duration embedding = Duration.ofNanos(System.nanoTime() - started);
        return new Found(retriever.retrieve(question, vector, limit), embedding);
    }

    /**
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
        return answerer.answer(new AnswerRequest(question.text(), mode, options, explain), retrieval, onText);
    }
}
