package io.millrace.broker;

import io.millrace.core.problem.Problem;
import io.millrace.topology.PingSourceSpec;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Sends the events of a PingSource. What falls into a time in which the broker doesn't run is not made up for, as on Knative; of what falls into a time in which the machine
 * sleeps, one event is sent when it wakes.
 */
final class PingSchedule {

    private static final Logger LOG = System.getLogger(PingSchedule.class.getName());

    /** A timer may not be set for longer than this; then the time is looked at again. */
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

    private final PingSourceSpec source;
    private final BrokerRules rules;
    private final Router router;
    private final Journal journal;
    private final Vertx vertx;
    private final Clock clock;
    private volatile boolean stopped;

    PingSchedule(PingSourceSpec source, BrokerRules rules, Router router, Journal journal, Vertx vertx, Clock clock) {
        this.source = source;
        this.rules = rules;
        this.router = router;
        this.journal = journal;
        this.vertx = vertx;
        this.clock = clock;
    }

    void start() {
        waitForNext(clock.instant());
    }

    /** By whole seconds, as schedules are: what is under a second would stay in each due time. */
    private void waitForNext(Instant now) {
        source.schedule().next(now.truncatedTo(ChronoUnit.SECONDS)).ifPresent(this::waitFor);
    }

    void stop() {
        stopped = true;
    }

    private void waitFor(Instant due) {
        Duration left = Duration.between(clock.instant(), due);
        Duration sleep = left.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : left;
        vertx.setTimer(Math.max(1, sleep.toMillis()), id -> {
            if (stopped) {
                return;
            }
            // Of now and not of what was due: a machine that slept owes one event and not one for each that it missed,
            // and a clock that is set back brings the next one nearer.
            Instant now = clock.instant();
            if (!now.isBefore(due)) {
                journal.submit(new Ping(router.append(rules.admitted(event(due)))));
            }
            waitForNext(now);
        });
    }

    private Event event(Instant due) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", UUID.randomUUID().toString());
        attributes.put("source", source.source());
        attributes.put("type", PingSourceSpec.TYPE);
        attributes.put("time", due.toString());
        if (!source.contentType().isEmpty()) {
            attributes.put("datacontenttype", source.contentType());
        }
        attributes.putAll(source.extensions());
        return new Event(attributes, source.dataBytes());
    }

    private record Ping(Lane.Settlement append) implements Journal.Change {
        @Override
        public void apply(EventStore store) {
            append.apply(store);
        }

        @Override
        public void durable() {
            append.durable();
        }

        @Override
        public void failed(Problem why) {
            LOG.log(Level.WARNING, "A scheduled event is lost: {0}", why.detail());
        }
    }
}
