package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerSettings;
import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.Calibration;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.answer.GenerationSettings;
import io.millrace.core.answer.LogisticModel;
import io.millrace.core.answer.PromptTemplates;
import io.millrace.core.answer.QuoteSettings;
import io.millrace.core.answer.RefusalModel;
import io.millrace.core.cache.Asked;
import io.millrace.core.cache.CacheCounts;
import io.millrace.core.cache.CacheSettings;
import io.millrace.core.cache.CacheUse;
import io.millrace.core.cache.CachedAnswer;
import io.millrace.core.cache.CachedAnswering;
import io.millrace.core.cache.Outcome;
import io.millrace.core.cache.Prepared;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.TextPrefixes;
import io.millrace.core.index.Visibility;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.testkit.MapAnswerCache;
import io.millrace.testkit.SampleDocument;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers kept over a real index: given again where they would be the same, and only there. */
final class CachedAnsweringTest {

    private static final String QUESTION = "What does the mill of Ashford grind?";
    private static final SampleDocument ASHFORD =
            SampleDocument.of("ashford", "The mill of Ashford grinds rye. Ashford is small.");

    /** Half of the index may change before an answer is searched for again. */
    private static final CacheSettings LENIENT = new CacheSettings(.5, .05);

    private final LuceneStore store =
            LuceneStore.open(new ByteBuffersDirectory(), CommitsAtOnce.SETTINGS, Clock.systemUTC());
    private final EchoGenerator generator = new EchoGenerator();
    private final Map<String, CachedAnswer> kept = new ConcurrentHashMap<>();
    private final CachedAnswering answering = answering(LENIENT);

    @BeforeEach
    void fill() throws InterruptedException, ExecutionException {
        List<SampleDocument> documents = new ArrayList<>(List.of(ASHFORD));
        for (int i = 0; i < 60; i++) {
            documents.add(mill(i, "wheat"));
            documents.add(SampleDocument.of("garden" + i, "Bees dance in garden number " + i + "."));
        }
        // All at once, so that they share commits.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            documents.forEach(document -> all.add(threads.submit(() -> publish(document))));
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private CachedAnswering answering(CacheSettings settings) {
        return answering(settings, new SentenceReranker());
    }

    private CachedAnswering answering(CacheSettings settings, Reranker reranker) {
        return answering(settings, reranker, new StemEmbedder());
    }

    private CachedAnswering answering(CacheSettings settings, Reranker reranker, Embedder embedder) {
        RetrievalSettings retrieval = RetrievalSettings.DEFAULT;
        AnswerSettings answers = new AnswerSettings(
                QuoteSettings.DEFAULT,
                Calibration.MINILM.quotes(),
                GenerationSettings.LAPTOP,
                Calibration.MINILM.verification(),
                PromptTemplates.SHIPPED,
                new RefusalModel(new LogisticModel(0, new double[9]), 0));
        return new CachedAnswering(
                new MapAnswerCache(kept),
                settings,
                store::snapshot,
                embedder,
                new Retriever(store::snapshot, reranker, retrieval),
                retrieval,
                "sentences",
                new Answerer(store::snapshot, generator, answers),
                10);
    }

    @Test
    void whatIsAskedAgainIsNotGeneratedAgain() {
        Outcome first = ask(QUESTION);
        List<String> pieces = new ArrayList<>();
        Prepared prepared = answering.prepare(asked("what does the mill of Ashford grind", CacheUse.NORMAL));
        Outcome second = answering.answer(prepared, GenerationOptions.none(), pieces::add);

        assertThat(first.cached()).isFalse();
        assertThat(first.answer().mode()).isEqualTo(AnswerMode.GENERATE);
        assertThat(second.cached()).isTrue();
        assertThat(second.answer().text()).isEqualTo(first.answer().text()).isEqualTo(String.join("", pieces));
        assertThat(second.answer().citations()).isEqualTo(first.answer().citations());
        assertThat(second.answer().usage().completionTokens()).isZero();
        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(prepared.retrieval()).isEmpty();
        assertThat(prepared.documents()).contains(ASHFORD.key().id());
        assertThat(generator.calls()).isEqualTo(1);
        assertThat(answering.counts()).isEqualTo(new CacheCounts(1, 0, 0, 0, 1));
    }

    @Test
    void whatWasFoundByAQuestionsOtherVectorIsNotGivenAgain() {
        ask(QUESTION);
        CachedAnswering other =
                answering(LENIENT, new SentenceReranker(), new StemEmbedder(new TextPrefixes("query: ", "")));

        assertThat(other.prepare(asked(QUESTION, CacheUse.NORMAL)).retrieval()).isPresent();
        assertThat(answering.prepare(asked(QUESTION, CacheUse.NORMAL)).retrieval())
                .isEmpty();
    }

    @Test
    void whatHasNothingToDoWithItDisturbsNothing() {
        ask(QUESTION);
        publish(SampleDocument.of("more", "Bees dance in another garden."));
        remove(SampleDocument.of("garden3", ""));

        Prepared prepared = answering.prepare(asked(QUESTION, CacheUse.NORMAL));

        assertThat(prepared.retrieval()).isEmpty();
        assertThat(kept.values())
                .allSatisfy(answer -> assertThat(answer.surroundings().edition().number())
                        .isGreaterThan(answer.surroundings().found()));
    }

    @Test
    void aBetterPassageIsNotOverlooked() {
        ask(QUESTION);
        SampleDocument better =
                SampleDocument.of("better", "The mill of Ashford: what does the Ashford mill grind? Oats.");
        publish(better);

        Outcome now = ask(QUESTION);

        assertThat(now.cached()).isFalse();
        assertThat(cited(now)).contains(better.key().id());
        assertThat(answering.counts()).isEqualTo(new CacheCounts(0, 0, 0, 1, 1));
    }

    @Test
    void whatIsRemovedIsCitedNoMore() {
        assertThat(cited(ask(QUESTION))).contains(ASHFORD.key().id());
        remove(ASHFORD);

        Outcome now = ask(QUESTION);

        assertThat(now.cached()).isFalse();
        assertThat(cited(now)).doesNotContain(ASHFORD.key().id());
    }

    @Test
    void whatIsEditedIsCitedAsItIs() {
        ask(QUESTION);
        publish(ASHFORD.at(2).saying("The mill of Ashford grinds spelt. Ashford is large."));

        Outcome now = ask(QUESTION);

        assertThat(now.answer().text()).contains("spelt").doesNotContain("rye");
    }

    @Test
    void whoMayNotSeeItAnyMoreIsNotTold() {
        publish(ASHFORD.at(2).seenBy("user:ann"));
        Visibility ann = new Visibility("default", Set.of("user:ann"), null);
        Visibility bob = new Visibility("default", Set.of("user:bob"), null);
        assertThat(cited(ask(ann))).contains(ASHFORD.key().id());
        assertThat(cited(ask(bob))).doesNotContain(ASHFORD.key().id());
        assertThat(cited(ask(Visibility.anonymous("default"))))
                .doesNotContain(ASHFORD.key().id());
        assertThat(ask(Visibility.anonymous("elsewhere")).answer().answered()).isFalse();

        publish(ASHFORD.at(3).seenBy("user:bob"));

        assertThat(cited(ask(ann))).doesNotContain(ASHFORD.key().id());
        assertThat(cited(ask(bob))).contains(ASHFORD.key().id());
    }

    @Test
    void whatTheGeneratorWouldBeToldAgainIsSearchedForAndNotGenerated() {
        Outcome first = ask(QUESTION);
        // Among the passages that are reranked, and not among the three that the generator reads.
        List<String> read = generator.lastPrompt().lines().toList();
        int other = 0;
        while (read.contains(mill(other, "wheat").texts().getFirst())) {
            other++;
        }
        publish(mill(other, "barley").at(2));

        Prepared prepared = answering.prepare(asked(QUESTION, CacheUse.NORMAL));
        Outcome now = answering.answer(prepared, GenerationOptions.none(), text -> {});

        assertThat(prepared.retrieval()).isPresent();
        assertThat(now.cached()).isTrue();
        assertThat(now.answer().text()).isEqualTo(first.answer().text());
        assertThat(generator.calls()).isEqualTo(1);
        assertThat(answering.counts()).isEqualTo(new CacheCounts(0, 1, 0, 0, 1));
        assertThat(answering.prepare(asked(QUESTION, CacheUse.NORMAL)).retrieval())
                .isEmpty();
    }

    @Test
    void afterTooManyChangesItIsSearchedForAgain() {
        CachedAnswering strict = answering(new CacheSettings(.02, .05));
        strict.answer(strict.prepare(asked(QUESTION, CacheUse.NORMAL)), GenerationOptions.none(), text -> {});
        for (int i = 0; i < 2; i++) {
            publish(SampleDocument.of("more" + i, "Bees dance in another garden " + i));
        }
        assertThat(strict.prepare(asked(QUESTION, CacheUse.NORMAL)).retrieval()).isEmpty();
        publish(SampleDocument.of("more3", "Bees dance in another garden 3"));

        assertThat(strict.prepare(asked(QUESTION, CacheUse.NORMAL)).retrieval()).isPresent();
    }

    @Test
    void whatIsDegradedIsNotKept() {
        generator.away(true);
        assertThat(ask(QUESTION).answer().degraded()).isTrue();
        generator.away(false);

        Outcome now = ask(QUESTION);

        assertThat(now.cached()).isFalse();
        assertThat(now.answer().mode()).isEqualTo(AnswerMode.GENERATE);
    }

    @Test
    void aRefusalIsKeptUntilThereIsSomething() {
        Visibility elsewhere = Visibility.anonymous("elsewhere");
        assertThat(ask(elsewhere).answer().answered()).isFalse();
        Outcome again = ask(elsewhere);
        assertThat(again.cached()).isTrue();
        assertThat(again.answer().text()).isEqualTo(Answerer.REFUSAL);
        publish(ASHFORD);
        assertThat(ask(elsewhere).cached()).isTrue();

        publish(ASHFORD.of("elsewhere"));

        assertThat(ask(elsewhere).answer().answered()).isTrue();
    }

    @Test
    void theAskerDecides() {
        ask(QUESTION);

        assertThat(ask(asked(QUESTION, CacheUse.REFRESH)).cached()).isFalse();
        assertThat(ask(asked(QUESTION, CacheUse.NONE)).cached()).isFalse();
        assertThat(generator.calls()).isEqualTo(3);
        kept.clear();
        ask(asked(QUESTION, CacheUse.NONE));
        assertThat(kept).isEmpty();
        ask(asked(QUESTION, CacheUse.REFRESH));
        assertThat(ask(QUESTION).cached()).isTrue();
    }

    @Test
    void whatIsLeftToChanceIsNotKept() {
        GenerationOptions random = new GenerationOptions("", null, .5, List.of(), null, new Cancellation());
        GenerationOptions seeded = new GenerationOptions("", null, .5, List.of(), 7L, new Cancellation());
        for (int i = 0; i < 2; i++) {
            assertThat(ask(new Asked(question(), AnswerMode.AUTO, random, CacheUse.NORMAL, false))
                            .cached())
                    .isFalse();
        }
        ask(new Asked(question(), AnswerMode.AUTO, seeded, CacheUse.NORMAL, false));

        assertThat(ask(new Asked(question(), AnswerMode.AUTO, seeded, CacheUse.NORMAL, false))
                        .cached())
                .isTrue();
    }

    @Test
    void aQuoteIsKeptToo() {
        Asked quote = new Asked(question(), AnswerMode.QUOTE, GenerationOptions.none(), CacheUse.NORMAL, false);
        Outcome first = ask(quote);

        assertThat(ask(quote).cached()).isTrue();
        assertThat(first.answer().text()).contains("rye");
        assertThat(generator.calls()).isZero();
    }

    @Test
    void whatWasCutIsSaidToBeCutAgain() {
        GenerationOptions brief = new GenerationOptions("", 20, 0, List.of(), null, new Cancellation());
        Asked asked = new Asked(question(), AnswerMode.AUTO, brief, CacheUse.NORMAL, false);
        Outcome first = ask(asked);

        assertThat(first.cut()).isTrue();
        assertThat(ask(asked)).returns(true, Outcome::cached).returns(true, Outcome::cut);
        publish(SampleDocument.of("better", "The mill of Ashford: what does the Ashford mill grind? Oats."));
        assertThat(ask(asked)).returns(false, Outcome::cached).returns(true, Outcome::cut);
        assertThat(ask(QUESTION)).returns(false, Outcome::cut);
    }

    @Test
    void whatManyAskAtOnceIsGeneratedOnce() throws InterruptedException, ExecutionException {
        List<Outcome> all = askAtOnce(8);

        assertThat(all).filteredOn(Outcome::cached).hasSize(7);
        assertThat(all)
                .extracting(one -> one.answer().text())
                .containsOnly(all.getFirst().answer().text());
        assertThat(generator.calls()).isEqualTo(1);
        assertThat(answering.counts()).isEqualTo(new CacheCounts(0, 0, 7, 0, 1));
    }

    @Test
    void whatOneAskerOfManyGotInsteadOfAnAnswerIsNotCalledCached() throws InterruptedException, ExecutionException {
        generator.away(true);
        List<Outcome> all = askAtOnce(8);

        assertThat(all).allSatisfy(one -> {
            assertThat(one.answer().degraded()).isTrue();
            assertThat(one.cached()).isFalse();
        });
        assertThat(answering.counts()).isEqualTo(new CacheCounts(0, 0, 0, 0, 0));
    }

    /** They have all searched before the generator says anything. */
    private List<Outcome> askAtOnce(int many) throws InterruptedException, ExecutionException {
        CountDownLatch prepared = new CountDownLatch(many);
        generator.waitFor(prepared);
        List<Outcome> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                all.add(threads.submit(() -> {
                    Prepared ready = answering.prepare(asked(QUESTION, CacheUse.NORMAL));
                    prepared.countDown();
                    return answering.answer(ready, GenerationOptions.none(), text -> {});
                }));
            }
            for (Future<Outcome> one : all) {
                outcomes.add(one.get());
            }
        }
        return outcomes;
    }

    @Test
    void whatWasRemovedBeforeAQuestionIsNotFoundBySomebodyWhoAskedBefore()
            throws InterruptedException, ExecutionException {
        CountDownLatch searching = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Reranker slow = request -> {
            searching.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return new SentenceReranker().rerank(request);
        };
        CachedAnswering slowly = answering(LENIENT, slow);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Prepared> before = threads.submit(() -> slowly.prepare(asked(QUESTION, CacheUse.NORMAL)));
            searching.await();
            remove(ASHFORD);
            Future<Prepared> after = threads.submit(() -> {
                waiting.set(Thread.currentThread());
                return slowly.prepare(asked(QUESTION, CacheUse.NORMAL));
            });
            while (waiting.get() == null || waiting.get().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            mayGoOn.countDown();

            assertThat(before.get().documents()).contains(ASHFORD.key().id());
            assertThat(after.get().documents()).doesNotContain(ASHFORD.key().id());
        }
    }

    private static SampleDocument mill(int number, String grain) {
        return SampleDocument.of("mill" + number, "The mill of town number " + number + " grinds " + grain + ".");
    }

    private void publish(SampleDocument document) {
        store.stage(StemEmbedder.batch(document));
    }

    private void remove(SampleDocument document) {
        store.remove(document.key(), document.uri(), document.at(9).sequence(), document.changedAt());
    }

    private static Question question() {
        return new Question(QUESTION, Visibility.anonymous("default"));
    }

    private static Asked asked(String text, CacheUse use) {
        Question question = new Question(text, Visibility.anonymous("default"));
        return new Asked(question, AnswerMode.AUTO, GenerationOptions.none(), use, false);
    }

    private Outcome ask(String text) {
        return ask(asked(text, CacheUse.NORMAL));
    }

    private Outcome ask(Visibility visibility) {
        return ask(new Asked(
                new Question(QUESTION, visibility), AnswerMode.AUTO, GenerationOptions.none(), CacheUse.NORMAL, false));
    }

    private Outcome ask(Asked asked) {
        return answering.answer(answering.prepare(asked), asked.options(), text -> {});
    }

    private static List<String> cited(Outcome outcome) {
        return outcome.answer().citations().stream()
                .map(citation -> citation.document())
                .toList();
    }
}
