package io.millrace.broker;

import io.millrace.topology.BackoffPolicy;
import io.millrace.topology.BrokerSpec;
import io.millrace.topology.Delivery;
import io.millrace.topology.Destination;
import io.millrace.topology.EventFilter;
import io.millrace.topology.PingSourceSpec;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A broker on a directory, with a subscriber; Triggers are named after the path of their subscriber. */
final class BrokerFixture implements AutoCloseable {

    static final Delivery FAST = new Delivery(2, BackoffPolicy.LINEAR, Duration.ofMillis(5), null, null);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final RecordingSubscriber subscriber = new RecordingSubscriber();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final List<TriggerSpec> triggers = new ArrayList<>();
    private final List<PingSourceSpec> pings = new ArrayList<>();
    private UnaryOperator<BrokerSettings> settings = UnaryOperator.identity();
    private Clock clock = Clock.systemUTC();
    private @Nullable LocalBroker broker;

    BrokerFixture(Path directory) {
        this.directory = directory;
    }

    BrokerFixture with(UnaryOperator<BrokerSettings> change) {
        settings = change;
        return this;
    }

    BrokerFixture at(Clock other) {
        clock = other;
        return this;
    }

    BrokerFixture ping(PingSourceSpec ping) {
        pings.add(ping);
        return this;
    }

    /** Events of type {@code type} go to the subscriber's path {@code /name}. */
    BrokerFixture trigger(String name, String type, Delivery delivery) {
        return trigger(name, type, delivery, false, subscriber.uri("/" + name));
    }

    BrokerFixture trigger(String name, String type, Delivery delivery, boolean ordered, URI uri) {
        triggers.add(new TriggerSpec(
                name,
                "main",
                EventFilter.exact(Map.of("type", type)),
                new Destination.Address(uri),
                delivery,
                ordered,
                name + ".yaml"));
        return this;
    }

    /** {@link #FAST}, with the subscriber's path {@code /dead} as dead-letter sink. */
    Delivery toDeadLetterSink() {
        return new Delivery(
                FAST.retry(),
                FAST.backoffPolicy(),
                FAST.backoffDelay(),
                null,
                new Destination.Address(subscriber.uri("/dead")));
    }

    BrokerFixture start() {
        broker = LocalBroker.start(
                settings.apply(BrokerSettings.in(directory)),
                new Topology(new BrokerSpec("test", "main", "broker.yaml"), triggers, pings),
                ref -> {
                    throw new IllegalStateException("no references here");
                },
                clock);
        return this;
    }

    /** Stops the broker, and starts another on the same directory. */
    BrokerFixture restart() {
        broker().close();
        return start();
    }

    BrokerFixture withoutTriggers() {
        triggers.clear();
        return this;
    }

    LocalBroker broker() {
        if (broker == null) {
            throw new IllegalStateException("start() first");
        }
        return broker;
    }

    int send(String type, String id) {
        return send(type, id, Map.of());
    }

    int send(String type, String id, Map<String, String> extensions) {
        HttpRequest.Builder request = event(type, id);
        extensions.forEach((name, value) -> request.header("ce-" + name, value));
        return call(request.build()).statusCode();
    }

    HttpRequest.Builder event(String type, String id) {
        return HttpRequest.newBuilder(broker().ingress())
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/test")
                .header("ce-type", type)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"n\": 1 }"));
    }

    HttpResponse<String> admin(String method, String path) {
        return call(HttpRequest.newBuilder(broker().admin().resolve(path))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    HttpResponse<String> call(HttpRequest request) {
        try {
            return http.send(
                    HttpRequest.newBuilder(request, (name, value) -> true)
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until no event is queued or under way. */
    BrokerFixture drained() {
        Awaitility.await().atMost(PATIENCE).until(() -> broker().status().pending() == 0);
        return this;
    }

    List<DeadLetter> deadLetters() {
        return broker().deadLetters().list(1000).join();
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
        subscriber.close();
        http.close();
    }
}
