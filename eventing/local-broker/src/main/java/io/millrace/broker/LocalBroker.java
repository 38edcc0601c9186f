package io.millrace.broker;

import io.millrace.broker.BrokerStatus.TriggerStatus;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.Topology;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A durable broker that executes a {@link Topology} in this process. */
public final class LocalBroker implements AutoCloseable {

    private final Vertx vertx;
    private final boolean ownsVertx;
    private final Journal journal;
    private final EventStore store;
    private final Contexts contexts;
    private final Lanes lanes;
    private final List<PingSchedule> schedules;
    private final Ingress ingress;
    private final BrokerServer server;
    private final DeadLetters deadLetters;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalBroker(
            Vertx vertx,
            boolean ownsVertx,
            BrokerSettings settings,
            Topology topology,
            SubscriberResolver resolver,
            Clock clock) {
        this.vertx = vertx;
        this.ownsVertx = ownsVertx;
        this.store = EventStore.open(settings);
        Receipts receipts = new Receipts();
        this.journal = new Journal(store, receipts::endAll);
        this.contexts = new Contexts(vertx);
        Router router = new Router(settings.profile());
        String path =
                Ingress.path(topology.broker().namespace(), topology.broker().name());
        BrokerRules rules = BrokerRules.of(settings.profile(), path);
        try {
            this.lanes = Lanes.build(
                    settings,
                    topology,
                    resolver,
                    new LaneParts(vertx, contexts, store, journal, receipts, router, clock, rules));
            new Orphans(store, clock).bury(lanes.queues());
            this.schedules = topology.pingSources().stream()
                    .map(source -> new PingSchedule(source, rules, router, journal, vertx, clock))
                    .toList();
            this.ingress = new Ingress(path, settings, rules, router, journal, receipts);
            this.deadLetters = new DeadLetters(journal, receipts, lanes.triggers(), lanes.sinks());
            this.server = BrokerServer.start(
                    vertx,
                    contexts.next(),
                    settings,
                    rules.maxHeaderBytes(),
                    ingress,
                    new Admin(deadLetters, this::status));
        } catch (RuntimeException e) {
            contexts.close();
            store.abandon();
            throw e;
        }
        journal.start();
        lanes.start();
        schedules.forEach(PingSchedule::start);
    }

    /**
     * Starts a broker with a Vert.x of its own. When this returns it listens, and deliveries of what was left from before are under way.
     *
     * @throws ProblemException when the data directory can't be used ({@code broker-data-…}), the address is taken ({@code broker-address-unusable}), or the
     *     resolver doesn't know a subscriber
     */
    public static LocalBroker start(BrokerSettings settings, Topology topology, SubscriberResolver resolver) {
        return start(settings, topology, resolver, Clock.systemUTC());
    }

    static LocalBroker start(BrokerSettings settings, Topology topology, SubscriberResolver resolver, Clock clock) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try {
            return new LocalBroker(vertx, true, settings, topology, resolver, clock);
        } catch (RuntimeException e) {
            Contexts.await(vertx.close());
            throw e;
        }
    }

    /** Starts a broker on the event loops of {@code vertx}, which stays open when the broker is closed. Not to be called on an event loop. */
    public static LocalBroker start(
            BrokerSettings settings, Topology topology, SubscriberResolver resolver, Vertx vertx) {
        return new LocalBroker(vertx, false, settings, topology, resolver, Clock.systemUTC());
    }

    /** Where to post events. */
    public URI ingress() {
        return server.address().resolve(ingress.path());
    }

    /** The root of the admin interface. */
    public URI admin() {
        return server.address().resolve(Admin.PREFIX);
    }

    /** The dead letters. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** Why the broker can take no more events, such as a full disk; empty while all is well. Only a new start helps. */
    public Optional<Problem> failure() {
        return journal.failure();
    }

    /** What it does just now. */
    public BrokerStatus status() {
        List<TriggerStatus> triggers = lanes.status(store);
        return new BrokerStatus(
                ingress.accepted(),
                triggers.stream().mapToLong(TriggerStatus::delivered).sum(),
                store.deadLetterCount(),
                store.fileBytes(),
                triggers,
                journal.failure().map(Problem::detail).orElse(null));
    }

    /** Takes no more events, lets go of those under way, which are delivered again after the next start, and closes the store. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        schedules.forEach(PingSchedule::stop);
        server.close();
        lanes.stop();
        contexts.close();
        journal.close();
        if (ownsVertx) {
            Contexts.await(vertx.close());
        }
    }
}
