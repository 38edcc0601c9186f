package io.millrace.cache.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import io.millrace.core.cache.AnswerCache;
import io.millrace.testkit.AnswerCacheContract;
import io.millrace.testkit.MongodbServer;
import io.millrace.testkit.SampleAnswer;
import io.millrace.testkit.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against a server that speaks MongoDB's protocol and is not MongoDB, or MongoDB itself in a container. Waits are long here: how long is told by {@link AwayMongoTest}. */
@Tag("containers")
class MongoAnswerCacheTest extends AnswerCacheContract {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    private static @Nullable LocalMongo server;
    private static String address = "";
    private static MongoAnswerCache cache;

    @BeforeAll
    static void start() {
        if (TestServers.inContainers()) {
            address = MongodbServer.shared().url();
        } else {
            server = new LocalMongo();
            address = server.address();
        }
        cache = new MongoAnswerCache(address, HOUR, PATIENCE, CLOCK);
    }

    @AfterAll
    static void stop() {
        cache.close();
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected AnswerCache cache() {
        return cache;
    }

    @Test
    void letsMongoDbForgetWhatIsOld() {
        cache.put("t/old", SampleAnswer.of("Old."));

        Document index = LocalMongo.ask(
                        address, answers -> answers.listIndexes().into(new ArrayList<>()))
                .stream()
                .filter(one -> one.get("key", Document.class).containsKey("expires"))
                .findFirst()
                .orElseThrow();
        assertThat(index.get("key")).isEqualTo(new Document("expires", 1));
        assertThat(index.get("expireAfterSeconds", Number.class))
                .satisfies(seconds -> assertThat(seconds.longValue()).isZero());
        assertThat(kept("t/old").get("expires"))
                .isEqualTo(Date.from(CLOCK.instant().plus(HOUR)));
    }

    @Test
    void whatIsOldIsNotGivenWhileItIsStillThere() {
        cache.put("t/late", SampleAnswer.of("Late."));
        CLOCK.advance(Duration.ofMinutes(59));
        assertThat(cache.find("t/late")).isPresent();

        CLOCK.advance(Duration.ofMinutes(2));

        assertThat(cache.find("t/late")).isEmpty();
        assertThat(kept("t/late")).isNotNull();
    }

    @Test
    void anAnswerIsADocumentThatPeopleCanRead() {
        cache.put("t/shown", SampleAnswer.of("Shown."));

        Document shown = kept("t/shown");

        assertThat(shown.keySet()).containsExactlyInAnyOrder("_id", "answer", "expires");
        assertThat(shown.getString("answer")).contains("\"text\":\"Shown. [1]\"");
    }

    @Test
    void whatCannotBeReadIsForgotten() {
        Date later = Date.from(CLOCK.instant().plus(HOUR));
        LocalMongo.ask(
                address,
                answers -> answers.insertMany(List.of(
                        new Document("_id", "t/strange")
                                .append("answer", "{\"answer\": {}}")
                                .append("expires", later),
                        new Document("_id", "t/number").append("answer", 7).append("expires", later),
                        new Document("_id", "t/nothing").append("expires", later))));

        for (String key : List.of("t/strange", "t/number", "t/nothing")) {
            assertThat(cache.find(key)).isEmpty();
            assertThat(kept(key)).isNull();
        }
    }

    @Test
    void whatOneTenantRemovesStaysForAnother() {
        cache.put("t/same", SampleAnswer.of("Of t."));
        cache.put("u/same", SampleAnswer.of("Of u."));

        cache.remove("t/same");

        assertThat(cache.find("t/same")).isEmpty();
        assertThat(cache.find("u/same")).contains(SampleAnswer.of("Of u."));
    }

    @Test
    void answersOutliveTheProcess() {
        try (MongoAnswerCache before = new MongoAnswerCache(address, HOUR, PATIENCE, CLOCK)) {
            before.put("t/outlives", SampleAnswer.of("Outlives."));
        }
        try (MongoAnswerCache after = new MongoAnswerCache(address, HOUR, PATIENCE, CLOCK)) {
            assertThat(after.find("t/outlives")).contains(SampleAnswer.of("Outlives."));
        }
    }

    @Test
    void answersStandWhereTheAddressSays() {
        try (MongoAnswerCache elsewhere = new MongoAnswerCache(address + "/rag.kept", HOUR, PATIENCE, CLOCK)) {
            elsewhere.put("t/elsewhere", SampleAnswer.of("Elsewhere."));

            assertThat(elsewhere.find("t/elsewhere")).isPresent();
            assertThat(cache.find("t/elsewhere")).isEmpty();
        }
    }

    @Test
    void manyMayKeepAtOnce() throws InterruptedException, ExecutionException {
        int threads = 8;
        CyclicBarrier together = new CyclicBarrier(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < 10; round++) {
                String key = "t/round" + round;
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    all.add(pool.submit(() -> {
                        together.await();
                        cache.put(key, SampleAnswer.of("At once."));
                        return null;
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                assertThat(cache.find(key)).contains(SampleAnswer.of("At once."));
            }
        }
    }

    private static Document kept(String key) {
        return LocalMongo.ask(
                address, answers -> answers.find(Filters.eq("_id", key)).first());
    }
}
