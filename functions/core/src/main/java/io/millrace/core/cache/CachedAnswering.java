package io.millrace.core.cache;

import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerPlan;
import io.millrace.core.answer.AnswerRequest;
import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.document.Digest;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.retrieve.RetrievalOptions;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retrieved;
import io.millrace.core.retrieve.Retriever;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions, and those that were asked before by what was said then, as long as the same would be said now. Safe for use by many threads.
 *
 * <p>What is kept is served in two ways. Where the index of this moment shows that a search would find the same passages ({@link
 * io.millrace.core.retrieve.Surroundings}), no search is made. Otherwise there is a search; if the generator would then be told what it was told before, its
 * answer is served and only the generation is saved. A quote costs nothing once there is a search, so it is chosen again.
 */
public final class CachedAnswering {

    private final AnswerCache cache;
    private final CacheSettings settings;
    private final Supplier<IndexSnapshot> snapshots;
    private final Embedder embedder;
    private final Retriever retriever;
    private final Answerer answerer;
    private final int limit;
    private final String rules;
    private final SingleFlight<Found> searches;
    private final SingleFlight<Outcome> generations;
    private final LongAdder hits = new LongAdder();
    private final LongAdder renewed = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * @param retrieval the settings that {@code retriever} has
     * @param reranker which one it has, in any words that change with it
     * @param limit what an answer may rest on, in passages
     */
    public CachedAnswering(
            AnswerCache cache,
            CacheSettings settings,
            Supplier<IndexSnapshot> snapshots,
            Embedder embedder,
            Retriever retriever,
            RetrievalSettings retrieval,
            String reranker,
            Answerer answerer,
            int limit) {
        this.cache = cache;
        this.settings = settings;
        this.snapshots = snapshots;
        this.embedder = embedder;
        this.retriever = retriever;
        this.answerer = answerer;
        this.limit = limit;
        // As long as the longest generation.
        Duration patience = answerer.generation().timeout();
        this.searches = new SingleFlight<>(patience);
        this.generations = new SingleFlight<>(patience);
        this.rules = Digest.of(
                embedder.model(),
                embedder.prefixes().question(),
                retrieval.toString(),
                reranker,
                Integer.toString(limit),
                answerer.rules());
    }

    /** What was found, and how long the question's embedding took. */
    private record Found(Retrieved retrieved, Duration embedding) {}

    /** Looks the question up, and searches where that is not enough. Fails as embedder and retriever do. */
    public Prepared prepare(Asked asked) {
        String key = key(asked);
        long started = System.nanoTime();
        boolean takes = asked.use() == CacheUse.NORMAL;
        CachedAnswer kept = key == null || !takes ? null : cache.find(key).orElse(null);
        CachedAnswer holding = key == null || kept == null ? null : holding(key, kept, asked);
        Duration lookup = Duration.ofNanos(System.nanoTime() - started);
        if (holding != null) {
            return new Prepared(asked, key, holding, null, Duration.ZERO, lookup);
        }
        Found found = key == null || !takes ? search(asked) : searchOnce(key, asked);
        return new Prepared(asked, key, kept, found.retrieved(), found.embedding(), lookup);
    }

    /** What is kept, if the index shows that it holds. */
    private @Nullable CachedAnswer holding(String key, CachedAnswer kept, Asked asked) {
        try (IndexSnapshot snapshot = snapshots.get()) {
            if (!kept.surroundings().holdIn(snapshot, asked.question(), settings.maxDrift(), settings.margin())) {
                return null;
            }
            if (kept.surroundings().edition().equals(snapshot.edition())) {
                return kept;
            }
            CachedAnswer moved = kept.at(snapshot.edition());
            cache.put(key, moved);
            return moved;
        }
    }

    /** What others who ask the same find, if nothing has changed since they began; what went before this question must not be found. */
    private Found searchOnce(String key, Asked asked) {
        SingleFlight.Landed<Found> landed = searches.get(key, asked.options().cancellation(), () -> search(asked));
        return landed.own() || isCurrent(landed.value()) ? landed.value() : search(asked);
    }

    private boolean isCurrent(Found found) {
        try (IndexSnapshot snapshot = snapshots.get()) {
            return snapshot.edition().equals(found.retrieved().surroundings().edition());
        }
    }

    private Found search(Asked asked) {
        long started = System.nanoTime();
        Embedding vector = embedder.embedQuestion(asked.question().text());
        Duration embedding = Duration.ofNanos(System.nanoTime() - started);
        return new Found(
                retriever.find(
                        asked.question(), vector, RetrievalOptions.best(limit).traced(asked.explain())),
                embedding);
    }

    /**
     * Answers, and keeps the answer.
     *
     * @param options as they were asked, with the cancellation that counts now
     * @param onText as {@link Answerer#answer} has it
     */
    public Outcome answer(Prepared prepared, GenerationOptions options, Consumer<String> onText) {
        CachedAnswer kept = prepared.kept();
        Retrieved found = prepared.found();
        if (found == null) {
            hits.increment();
            return replayed(Objects.requireNonNull(kept), onText);
        }
        Asked asked = prepared.asked();
        AnswerPlan plan = answerer.plan(
                new AnswerRequest(asked.question().text(), asked.mode(), options, asked.explain()), found.retrieval());
        String key = prepared.key();
        String told = plan.told().orElse(null);
        if (key == null || told == null || asked.use() != CacheUse.NORMAL) {
            return computed(prepared, found, plan, options, onText);
        }
        if (kept != null && told.equals(kept.prompt())) {
            keep(prepared, found, new Outcome(kept.answer(), true, kept.cut()), told);
            return replayed(kept, onText);
        }
        SingleFlight.Landed<Outcome> landed = generations.get(key + "/" + told, options.cancellation(), () -> {
            // Whoever generated the same may have come to an end after the search here, and before the flight.
            CachedAnswer meanwhile = cache.find(key).orElse(null);
            if (meanwhile != null && told.equals(meanwhile.prompt())) {
                shared.increment();
                return replayed(meanwhile, onText);
            }
            return computed(prepared, found, plan, options, onText);
        });
        return landed.own() ? landed.value() : followed(landed.value(), onText);
    }

    private static Outcome replayed(CachedAnswer kept, Consumer<String> onText) {
        return new Outcome(Replay.of(kept.answer(), onText), true, kept.cut());
    }

    /** What another asker of the same got at the same time. What is degraded is no answer that was found good enough to be given again. */
    private Outcome followed(Outcome first, Consumer<String> onText) {
        boolean good = !first.answer().degraded();
        if (good) {
            shared.increment();
        }
        return new Outcome(Replay.of(first.answer(), onText), good, first.cut());
    }

    private Outcome computed(
            Prepared prepared, Retrieved found, AnswerPlan plan, GenerationOptions options, Consumer<String> onText) {
        Answer answer = answerer.answer(plan, onText);
        boolean cut = answer.mode() == AnswerMode.GENERATE
                && answer.usage().completionTokens()
                        >= options.tokens(answerer.generation().replyTokens());
        Outcome outcome = new Outcome(answer, false, cut);
        keep(prepared, found, outcome, plan.told().orElse(null));
        return outcome;
    }

    private void keep(Prepared prepared, Retrieved found, Outcome outcome, @Nullable String told) {
        String key = prepared.key();
        if (key == null) {
            return;
        }
        CachedAnswer before = prepared.kept();
        if (outcome.answer().degraded() || found.retrieval().rerankSkipped() != null) {
            if (before != null) {
                evicted.increment();
                cache.remove(key);
            }
            return;
        }
        CachedAnswer after = new CachedAnswer(outcome.answer(), outcome.cut(), told, found.surroundings());
        if (before == null) {
            misses.increment();
        } else if (before.cited().equals(after.cited())) {
            renewed.increment();
        } else {
            evicted.increment();
        }
        cache.put(key, after);
    }

    /** Null where nothing is to be kept: nobody wants it, how it came to be is asked for, or the generator is asked to say something else each time. */
    private @Nullable String key(Asked asked) {
        GenerationOptions options = asked.options();
        boolean generates = answerer.asksGenerator(asked.mode());
        boolean random = generates && options.temperature() > 0 && options.seed() == null;
        if (cache.equals(AnswerCache.NONE) || asked.use() == CacheUse.NONE || asked.explain() || random) {
            return null;
        }
        List<String> means = generates ? QuestionKey.of(options) : List.of(fallback(asked.mode()));
        return QuestionKey.of(asked.question(), rules, means);
    }

    /** A quote that stands in for a missing generator says so. */
    private static String fallback(AnswerMode mode) {
        return mode == AnswerMode.GENERATE ? "no-generator" : "quote";
    }

    public CacheCounts counts() {
        return new CacheCounts(hits.sum(), renewed.sum(), shared.sum(), evicted.sum(), misses.sum());
    }
}
