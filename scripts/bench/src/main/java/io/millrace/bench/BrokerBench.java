package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a broker in a process of its own. Load and subscriber are this process, on the same cores.
 *
 * <p>An event is counted when the subscriber has received it over HTTP and the broker has taken it out of its store, both synced.
 */
final class BrokerBench {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECONDS_TO_GIVE_SPACE_BACK = 60;
    private static final int SECONDS_UNCHANGED = 5;

    private final BrokerBenchSettings settings;
    private final Report report;

    BrokerBench(BrokerBenchSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    Map<String, Object> run(Path directory, List<String> brokerOptions) throws IOException {
        Map<String, Object> results = new LinkedHashMap<>();
        report.say("syncing a block of 4 KiB 2000 times");
        Percentiles sync = DiskSync.measure(directory);
        try (CountingSubscriber subscriber = new CountingSubscriber();
                BrokerProcess broker =
                        BrokerProcess.start(directory.resolve("broker"), subscriber.address(), brokerOptions);
                EventLoad load = new EventLoad(broker.ingress(), settings.connections())) {
            Run run = new Run(broker, subscriber, load);
            run.throughput("warming up", settings.warmUpEvents());
            results.put("eventsPerSecond", Math.round(run.throughput("throughput", settings.events())));
            run.hops(results);
            if (settings.backlog() > 0) {
                run.backlog(results);
            }
            results.put("brokerRssMegabytes", Math.round(broker.residentMegabytes()));
        }
        results.put("fsyncMillis", sync.summary());
        return results;
    }

    private final class Run {
        private final BrokerProcess broker;
        private final CountingSubscriber subscriber;
        private final EventLoad load;

        Run(BrokerProcess broker, CountingSubscriber subscriber, EventLoad load) {
            this.broker = broker;
            this.subscriber = subscriber;
            this.load = load;
        }

        /** Events a second, from the first POST until the last one is delivered and taken out of the store. */
        double throughput(String what, int events) throws IOException {
            Batch batch = new Batch(events);
            subscriber.expect(batch);
            long start = System.nanoTime();
            load.flood(batch);
            awaitReceived(what, batch);
            awaitFinished();
            return events / seconds(System.nanoTime() - start);
        }

        void hops(Map<String, Object> results) throws IOException {
            Batch batch = new Batch(settings.seconds() * settings.eventsPerSecond());
            subscriber.expect(batch);
            report.say("hops at " + settings.eventsPerSecond() + " events a second, for " + settings.seconds() + " s");
            load.pace(batch, settings.eventsPerSecond());
            awaitReceived("hops", batch);
            awaitFinished();
            results.put("hopMillis", batch.hops().summary());
            results.put("hopFromDueMillis", batch.hopsFromDue().summary());
            results.put("hopEventsPerSecond", settings.eventsPerSecond());
        }

        void backlog(Map<String, Object> results) throws IOException {
            int events = settings.backlog();
            Batch batch = new Batch(events);
            subscriber.expect(batch);
            subscriber.goAway();
            double before = broker.residentMegabytes();
            double peak = before;
            long start = System.nanoTime();
            load.flood(batch);
            while (batch.acceptedCount() < events) {
                check(batch);
                peak = Math.max(peak, broker.residentMegabytes());
                report.progress("backlog", batch.acceptedCount(), events);
                LockSupport.parkNanos(POLL_NANOS);
            }
            double fill = events / seconds(System.nanoTime() - start);
            BrokerProcess.Status full = broker.status();
            if (full.pending() != events || full.deadLetters() != 0) {
                throw new IOException(events + " events were accepted with the subscriber away, but " + full.pending()
                        + " wait and " + full.deadLetters() + " are dead letters");
            }
            subscriber.comeBack();
            start = System.nanoTime();
            while (batch.receivedCount() < events) {
                check(batch);
                peak = Math.max(peak, broker.residentMegabytes());
                report.progress("draining", batch.receivedCount(), events);
                LockSupport.parkNanos(POLL_NANOS);
            }
            awaitFinished();
            double drain = events / seconds(System.nanoTime() - start);
            results.put("backlogEvents", events);
            results.put("backlogAcceptedPerSecond", Math.round(fill));
            results.put("backlogRssGrowthMegabytes", Math.round(peak - before));
            results.put("drainEventsPerSecond", Math.round(drain));
            results.put("backlogStoreMegabytes", Math.round(full.storeMegabytes()));
            results.put(
                    "drainedStoreMegabytes",
                    Math.round(awaitSmallStore(full.storeBytes()).storeMegabytes()));
        }

        /** The store's size once it has stayed the same for some seconds: the broker gives space back in steps, and a loaded machine makes it pause between two. */
        private BrokerProcess.Status awaitSmallStore(long full) throws IOException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_GIVE_SPACE_BACK);
            BrokerProcess.Status last = broker.status();
            int secondsUnchanged = 0;
            while (System.nanoTime() < deadline && secondsUnchanged < SECONDS_UNCHANGED) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                BrokerProcess.Status now = broker.status();
                boolean unchanged = now.storeBytes() == last.storeBytes() && now.storeBytes() < full;
                secondsUnchanged = unchanged ? secondsUnchanged + 1 : 0;
                last = now;
            }
            return last;
        }

        private void awaitReceived(String what, Batch batch) throws IOException {
            while (batch.receivedCount() < batch.size()) {
                check(batch);
                report.progress(what, batch.receivedCount(), batch.size());
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        private void awaitFinished() throws IOException {
            while (broker.status().pending() > 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        private void check(Batch batch) throws IOException {
            if (batch.refusedCount() > 0) {
                throw new IOException("the broker refused " + batch.refusedCount() + " events");
            }
        }
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
