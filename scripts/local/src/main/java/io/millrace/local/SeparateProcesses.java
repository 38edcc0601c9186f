package io.millrace.local;

import io.millrace.broker.BrokerSettings;
import io.millrace.broker.LocalBroker;
import io.millrace.contracts.FunctionContract;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.local.activator.Activator;
import io.millrace.local.activator.FunctionCommand;
import io.millrace.local.activator.FunctionLimits;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.Destination;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.FunctionServices.Limits;
import io.millrace.topology.Topology;
import io.millrace.topology.flow.TopologyCheck;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The process of {@code millrace up --processes} that holds what Knative itself is on a cluster: the broker on the topology, and an activator in front of each
 * function, whose own deployable runs in a process of its own while something is asked of it. Change capture, which nobody asks, runs while there is a database.
 */
public final class SeparateProcesses implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SeparateProcesses.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration UNTIL_READY = Duration.ofMinutes(5);
    private static final String FRONT_DOOR = "answering";

    private final ProcessesSettings settings;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
    private final Context context = vertx.getOrCreateContext();
    private final Map<String, Activator> activators = new TreeMap<>();
    private final List<FunctionCommand> commands = new ArrayList<>();
    private final RunFile runFile;
    private final LocalBroker broker;
    private final ProcessesStatus status;
    private final CaptureProcess capture;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("clock").factory());

    private SeparateProcesses(ProcessesSettings settings) throws IOException {
        this.settings = settings;
        this.runFile = new RunFile(settings.data());
        Files.createDirectories(settings.data().resolve("logs"));
        Topology topology = Topology.load(settings.topology(), settings.profile());
        FunctionServices services = FunctionServices.read(settings.services(), topology.broker());
        report(topology, services, settings.profile());
        this.status = ProcessesStatus.start(vertx, context);
        FunctionEnvironment environment = new FunctionEnvironment(settings, topology, status.address());
        FunctionPorts ports = new FunctionPorts(settings.data());
        for (String function : behindTheFrontDoor()) {
            start(function, limits(services, function), environment, ports.of(function));
        }
        environment.reindexing(
                Objects.requireNonNull(activators.get("reindexing")).address());
        start(FRONT_DOOR, limits(services, FRONT_DOOR), environment, settings.apiPort());
        ports.remember(activators.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().address().getPort())));
        this.capture = new CaptureProcess(
                command(CaptureProcess.NAME, environment), environment.mappings(), InstantSource.system());
        this.broker = LocalBroker.start(
                BrokerSettings.in(settings.data().resolve("broker"), settings.profile())
                        .listeningOn("127.0.0.1", settings.brokerPort()),
                topology,
                this::resolve,
                vertx);
        status.watch(broker, activators.values(), capture, settings.pidFiles());
        var _ = clock.scheduleWithFixedDelay(this::leaveIfBroken, 1, 1, TimeUnit.SECONDS);
    }

    /** Runs until the process is ended. Settings: {@link ProcessesSettings}. */
    public static void main(String[] arguments) throws IOException {
        long began = System.nanoTime();
        SeparateProcesses processes = new SeparateProcesses(ProcessesSettings.of(System.getProperties()));
        Runtime.getRuntime().addShutdownHook(new Thread(processes::close, "end"));
        processes.awaitFrontDoor();
        processes.announce((System.nanoTime() - began) / 1e9);
        processes.followLogs();
    }

    private static void report(Topology topology, FunctionServices services, DeliveryProfile profile) {
        services.problems().forEach(problem -> LOG.warnf("the functions' Services: %s", problem));
        TopologyCheck.problems(topology, FunctionServices.NONE, profile)
                .forEach(problem -> LOG.warnf("the topology: %s", problem));
    }

    private FunctionLimits limits(FunctionServices services, String function) {
        Limits limits = services.limits().get(function);
        if (limits == null) {
            throw new IllegalArgumentException(
                    "millrace.services is " + settings.services() + ", where no Service is called " + function);
        }
        return new FunctionLimits(
                Math.toIntExact(limits.concurrency()),
                Duration.ofSeconds(limits.timeoutSeconds()),
                settings.idle().orElse(limits.idle()));
    }

    private void start(String function, FunctionLimits limits, FunctionEnvironment environment, int port)
            throws IOException {
        FunctionCommand command = command(function, environment);
        Future<Activator> started = Activator.start(function, vertx, context, command, limits, port)
                .recover(taken -> function.equals(FRONT_DOOR)
                        ? Future.failedFuture(taken)
                        : Activator.start(function, vertx, context, command, limits, 0));
        activators.put(function, await(started));
    }

    /** All that the front door may ask, so that they start before it. */
    private static Set<String> behindTheFrontDoor() {
        Set<String> functions = new TreeSet<>(FunctionContract.PROGRAMS);
        functions.remove(FRONT_DOOR);
        return functions;
    }

    private FunctionCommand command(String function, FunctionEnvironment environment) throws IOException {
        FunctionProgram program = FunctionProgram.of(function, settings);
        FunctionCommand command = new FunctionCommand(
                function,
                program.java(),
                program.jar(),
                program.folder(),
                environment.of(function),
                settings.data(),
                settings.temporary().resolveSibling("functions"));
        command.endLeftOver();
        commands.add(command);
        return command;
    }

    /** A function's two doors are here one process, since nobody outside this machine reaches either. */
    private URI resolve(Destination.Ref ref) {
        return FunctionContract.of(ref.name())
                .filter(_ -> "Service".equals(ref.kind()))
                .map(function -> Objects.requireNonNull(activators.get(function.program())))
                .map(Activator::address)
                .orElseThrow(() -> ProblemException.of(
                        Category.INVALID,
                        "subscriber-unknown",
                        "the topology names " + ref + ", which is no function; use a uri for a step of your own"));
    }

    /** As Knative starts each revision once: what can't work says so now, not when the first asks. */
    private void awaitFrontDoor() {
        Optional<String> reason = new FrontDoor(frontDoor().resolve("/v1/status")).await(UNTIL_READY);
        if (reason.isPresent()) {
            LOG.errorf("the functions don't work: %s", reason.get());
            System.exit(1);
        }
    }

    /** Not before the rest is ready: a log waits. */
    private void followLogs() {
        var _ = clock.scheduleWithFixedDelay(capture::look, 0, 1, TimeUnit.SECONDS);
    }

    private void announce(double seconds) throws IOException {
        runFile.write(addresses());
        Map<String, Object> ready = new LinkedHashMap<>();
        ready.put("ready", true);
        ready.put("url", url());
        ready.put("broker", broker.ingress().toString());
        ready.put("models", settings.modelsUrl().toString());
        ready.put("seconds", Math.round(seconds * 100) / 100.0);
        System.out.println(RunFile.json(ready));
        System.out.flush();
    }

    private Map<String, Object> addresses() {
        Map<String, Object> functions = new LinkedHashMap<>();
        activators.forEach(
                (name, activator) -> functions.put(name, activator.address().toString()));
        URI intake = Objects.requireNonNull(activators.get("intake")).address();
        Map<String, Object> addresses = new LinkedHashMap<>();
        addresses.put("url", url());
        addresses.put("intake", intake.toString());
        addresses.put("notifications", intake.resolve("/notifications").toString());
        addresses.put("broker", broker.ingress().toString());
        addresses.put("brokerAdmin", broker.admin().toString());
        addresses.put("models", settings.modelsUrl().toString());
        addresses.put("status", status.address().toString());
        addresses.put("metrics", status.address().resolve("/metrics").toString());
        addresses.put("functions", functions);
        addresses.put("startedAt", Instant.now().toString());
        return addresses;
    }

    private URI frontDoor() {
        return Objects.requireNonNull(activators.get(FRONT_DOOR)).address();
    }

    private String url() {
        String address = frontDoor().toString();
        return address.substring(0, address.length() - 1);
    }

    /** A broker that can't store any more needs a new start; the launcher gives it one. */
    private void leaveIfBroken() {
        broker.failure().ifPresent(problem -> {
            LOG.error(problem.detail());
            System.exit(1);
        });
    }

    /** Functions first: what they have begun may still need the broker. */
    @Override
    public void close() {
        clock.shutdownNow();
        try {
            runFile.remove();
            CompletableFuture<Void> logsLeft = CompletableFuture.runAsync(capture::close);
            await(Future.join(activators.values().stream()
                    .map(activator -> activator.stop(DRAIN))
                    .toList()));
            logsLeft.join();
            for (FunctionCommand command : commands) {
                command.endLeftOver();
            }
        } catch (IOException e) {
            LOG.warn("not all is tidied up", e);
        }
        broker.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
