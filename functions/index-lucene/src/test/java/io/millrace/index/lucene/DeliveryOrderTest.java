package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.Sequence;
import io.millrace.core.index.Batch;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.testkit.SampleDocument;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.lucene.store.ByteBuffersDirectory;

/** Invariant 1: late, doubled and disordered deliveries leave the same index as one clean, ordered run. */
final class DeliveryOrderTest {

    private static final LuceneSettings SETTINGS =
            new LuceneSettings(16, Duration.ofMillis(1), 5000, Duration.ofHours(24));

    /** One delivery of an event to the store. */
    private interface Delivery {
        void to(LuceneStore store);
    }

    @Property(tries = 25)
    void endsTheSameInAnyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<Delivery> ordered = deliveries(random);
        List<Delivery> disordered = disordered(ordered, random);
        assertThat(contents(store -> disordered.forEach(delivery -> delivery.to(store))))
                .isEqualTo(contents(store -> ordered.forEach(delivery -> delivery.to(store))));
    }

    @Property(tries = 15)
    void endsTheSameWhenManyDeliverAtOnce(@ForAll long seed) {
        Random random = new Random(seed);
        List<Delivery> ordered = deliveries(random);
        List<Delivery> disordered = disordered(ordered, random);
        assertThat(contents(store -> deliverAtOnce(disordered, store)))
                .isEqualTo(contents(store -> ordered.forEach(delivery -> delivery.to(store))));
    }

    private static String contents(Delivery run) {
        StringBuilder contents = new StringBuilder();
        try (LuceneStore store = LuceneStore.open(new ByteBuffersDirectory(), SETTINGS, Clock.systemUTC())) {
            run.to(store);
            store.dump(contents);
        }
        return contents.toString();
    }

    private static void deliverAtOnce(List<Delivery> deliveries, LuceneStore store) {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (Delivery delivery : deliveries) {
                calls.add(() -> {
                    delivery.to(store);
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(calls)) {
                assertThat(done.get()).isTrue();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Delivery> disordered(List<Delivery> ordered, Random random) {
        List<Delivery> disordered = new ArrayList<>(ordered);
        for (int i = random.nextInt(ordered.size() + 1); i > 0; i--) {
            disordered.add(ordered.get(random.nextInt(ordered.size())));
        }
        Collections.shuffle(disordered, random);
        return disordered;
    }

    /** Several changes of a few documents, in the order of their sequences, some of them back to content that was there before. */
    private static List<Delivery> deliveries(Random random) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int document = 0; document < 3; document++) {
            SampleDocument sample = SampleDocument.of("d" + document, "none");
            for (int position = 1; position <= 4; position++) {
                deliveries.addAll(change(sample.at(position), random));
            }
        }
        return deliveries;
    }

    private static List<Delivery> change(SampleDocument sample, Random random) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return List.of(store -> store.remove(sample.key(), sample.uri(), sample.sequence(), sample.changedAt()));
        }
        if (kind == 1) {
            Problem reason = new Problem(Category.UNPROCESSABLE, "document-empty", "It is empty.");
            Sequence sequence = sample.sequence();
            return List.of(store -> store.reject(
                    sample.key(), sample.uri(), sample.etag(), sample.access(), sequence, reason, sample.changedAt()));
        }
        int content = random.nextInt(3);
        SampleDocument changed = sample.saying("One " + content, "Two " + content, "Three " + content)
                .marked("e" + sample.position())
                .in(1 + content);
        List<Delivery> deliveries = new ArrayList<>();
        for (Batch batch : changed.toBatches()) {
            deliveries.add(store -> store.stage(batch));
        }
        return deliveries;
    }
}
