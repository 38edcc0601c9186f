package io.millrace.local;

import io.millrace.broker.BrokerSettings;
import io.millrace.broker.LocalBroker;
import io.millrace.contracts.FunctionContract;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Housekeeping;
import io.millrace.topology.Destination;
import io.millrace.topology.Topology;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Starts the broker on the topology that the cluster uses, points its Triggers at this process, and says where everything is. */
@ApplicationScoped
class LocalStack {

    private static final Logger LOG = Logger.getLogger(LocalStack.class);
    private static final int SWEEP_MINUTES = 10;

    private static final long MOST_GARBAGE_BYTES = 48L << 20;

    private final LocalConfig config;
    private final Topology topology;
    private final Vertx vertx;
    private final Housekeeping housekeeping;
    private final String host;
    private final int port;
    private final long startedNanos = System.nanoTime();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeper").factory());

    private LocalBroker broker;
    private RunFile runFile;

    @SuppressWarnings("NullAway.Init") // broker and run file come with the start
    LocalStack(
            LocalConfig config,
            Topology topology,
            Vertx vertx,
            Housekeeping housekeeping,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.config = config;
        this.topology = topology;
        this.vertx = vertx;
        this.housekeeping = housekeeping;
        this.host = host;
        this.port = port;
    }

    void start(@Observes StartupEvent started) throws IOException {
        OldGeneration.bound(MOST_GARBAGE_BYTES);
        Files.createDirectories(config.data());
        runFile = new RunFile(config.data());
        BrokerSettings settings = BrokerSettings.in(config.data().resolve("broker"), config.profile())
                .listeningOn("127.0.0.1", config.brokerPort())
                .storedThrough(FileLayers.ofThisProcess().brokerScheme());
        broker = LocalBroker.start(settings, topology, this::resolve, vertx);
        var _ = sweeper.scheduleWithFixedDelay(this::leaveIfBroken, 1, 1, TimeUnit.SECONDS);
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, 1, SWEEP_MINUTES, TimeUnit.MINUTES);
    }

    /** Says that it is ready, once the API listens. */
    void announce(@ObservesAsync HttpServerStart listening) throws IOException {
        String url = "http://" + ("0.0.0.0".equals(host) ? "127.0.0.1" : host) + ":" + port;
        runFile.write(addresses(url));
        Map<String, Object> ready = new LinkedHashMap<>();
        ready.put("ready", true);
        ready.put("url", url);
        ready.put("broker", broker.ingress().toString());
        ready.put("models", config.modelsUrl().toString());
        ready.put("seconds", Math.round((System.nanoTime() - startedNanos) / 1e7) / 100.0);
        System.out.println(RunFile.json(ready));
        System.out.flush();
    }

    void stop(@Observes ShutdownEvent stopping) throws IOException {
        sweeper.shutdownNow();
        runFile.remove();
        broker.close();
    }

    LocalBroker broker() {
        return broker;
    }

    private Map<String, Object> addresses(String url) {
        Map<String, Object> pids = new LinkedHashMap<>();
        config.launcherPid().ifPresent(pid -> pids.put("launcher", pid));
        pids.put("functions", ProcessHandle.current().pid());
        LocalStatus.pidIn(config.modelServerPidFile()).ifPresent(pid -> pids.put("model-server", pid));
        Map<String, Object> addresses = new LinkedHashMap<>();
        addresses.put("url", url);
        addresses.put("intake", url + "/");
        addresses.put("notifications", url + "/notifications");
        addresses.put("broker", broker.ingress().toString());
        addresses.put("brokerAdmin", broker.admin().toString());
        addresses.put("metrics", url + "/metrics");
        addresses.put("models", config.modelsUrl().toString());
        addresses.put("startedAt", Instant.now().toString());
        addresses.put("pids", pids);
        return addresses;
    }

    /** The Knative Services of the topology; here they are all this process. */
    private URI resolve(Destination.Ref ref) {
        if (!"Service".equals(ref.kind()) || FunctionContract.of(ref.name()).isEmpty()) {
            throw ProblemException.of(
                    Category.INVALID,
                    "subscriber-unknown",
                    "the topology names " + ref
                            + ", which is no function of this process; use a uri for a step of your own");
        }
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** A broker that can't store any more needs a new start; the launcher gives it one. */
    private void leaveIfBroken() {
        broker.failure().ifPresent(problem -> {
            LOG.error(problem.detail());
            Quarkus.asyncExit(1);
        });
    }

    private void sweep() {
        try {
            housekeeping.sweep(Instant.now());
        } catch (RuntimeException e) {
            LOG.warn(
                    "what is not needed any more could not be removed; the next try is in " + SWEEP_MINUTES
                            + " minutes",
                    e);
        }
    }
}
