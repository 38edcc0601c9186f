package io.millrace.runtime;

import io.millrace.contracts.EventEnvelope;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where events go that are no reply: the broker's ingress, which Knative's SinkBinding names in {@code K_SINK}. */
@ApplicationScoped
public class EventSink {

    private static final MediaType JSON = MediaType.get("application/json");
    // Kafka's ingress answers only after its producer has given up: up to two minutes.
    private static final Duration TIMEOUT = Duration.ofSeconds(130);

    private final Optional<String> sink;
    private final OkHttpClient http =
            new OkHttpClient.Builder().callTimeout(TIMEOUT).readTimeout(TIMEOUT).build();

    EventSink(@ConfigProperty(name = "K_SINK") Optional<String> sink) {
        this.sink = sink;
    }

    /**
     * Hands an event to the broker. When this returns, the broker has it for good.
     *
     * @throws ProblemException UNAVAILABLE when the broker is away or can't store; doing it again is safe
     */
    public void publish(EventEnvelope event) {
        Request.Builder request = new Request.Builder()
                .url(sink.orElseThrow(() -> ProblemException.of(
                        Category.UNAVAILABLE,
                        "sink-not-configured",
                        "K_SINK is not set: bind this function to the broker with a SinkBinding")))
                .post(RequestBody.create(event.json(), JSON))
                .header("ce-specversion", "1.0")
                .header("ce-id", event.id())
                .header("ce-type", event.type().type())
                .header("ce-source", event.source())
                .header("ce-subject", event.subject())
                .header("ce-time", event.time().toString())
                .header("ce-dataschema", event.type().dataschema().toString());
        event.extensions().forEach((name, value) -> request.header("ce-" + name, value));
        try (Response response = http.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw ProblemException.of(
                        Category.UNAVAILABLE,
                        "broker-unavailable",
                        "the broker answered " + response.code() + " to an event of type "
                                + event.type().type());
            }
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemException.of(
                                    Category.UNAVAILABLE,
                                    "broker-unavailable",
                                    "the broker can't be reached: " + e.getMessage())
                            .problem(),
                    e);
        }
    }
}
