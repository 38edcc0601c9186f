package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.RecordingSubscriber.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTest {

    private BrokerFixture fixture;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        fixture = new BrokerFixture(directory);
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void deliversAnOrderedTriggersEventsOneByOneWithinAKeyAndKeysSideBySide() {
        fixture.trigger("sub", "a", BrokerFixture.FAST, true, fixture.subscriber.uri("/sub"))
                .start();
        CountDownLatch bothKeys = new CountDownLatch(2);
        Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicBoolean failedOnce = new AtomicBoolean();
        fixture.subscriber.answering(request -> {
            AtomicInteger inKey = underWay.computeIfAbsent(request.header("ce-partitionkey"), k -> new AtomicInteger());
            overlapped.compareAndSet(false, inKey.incrementAndGet() > 1);
            bothKeys.countDown();
            await().until(() -> bothKeys.getCount() == 0);
            inKey.decrementAndGet();
            return Answer.empty(
                    request.header("ce-id").equals("x3") && failedOnce.compareAndSet(false, true) ? 500 : 204);
        });

        for (int i = 0; i < 10; i++) {
            fixture.send("a", "x" + i, Map.of("partitionkey", "x"));
            fixture.send("a", "y" + i, Map.of("partitionkey", "y"));
        }

        fixture.drained();
        List<String> ids = fixture.subscriber.ids("/sub");
        assertThat(overlapped).isFalse();
        assertThat(ids.stream().filter(id -> id.startsWith("x")))
                .containsExactly("x0", "x1", "x2", "x3", "x3", "x4", "x5", "x6", "x7", "x8", "x9");
        assertThat(ids.stream().filter(id -> id.startsWith("y")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "y" + i).toList());
    }

    @Test
    void hasNoMoreThanTheLimitUnderWayAndDeliversTheWholeBacklog() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean open = new AtomicBoolean();
        fixture.subscriber.answering(request -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            if (!open.get()) {
                await().untilTrue(open);
            }
            underWay.decrementAndGet();
            return Answer.empty(204);
        });

        for (int i = 0; i < 1000; i++) {
            fixture.send("a", "e" + i);
        }
        await().untilAtomic(underWay, org.hamcrest.Matchers.is(60));
        open.set(true);

        fixture.drained();
        assertThat(most).hasValue(60);
        assertThat(fixture.subscriber.ids("/sub"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1000).mapToObj(i -> "e" + i).toList());
    }
}
