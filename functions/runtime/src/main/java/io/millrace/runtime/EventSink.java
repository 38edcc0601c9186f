package io.millrace.runtime;

import io.millrace.contracts.EventEnvelope;
import io.millrace.core.problem.FirstContact;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where events go that are no reply: the broker's ingress, which Knative's SinkBinding names in {@code K_SINK}. */
@ApplicationScoped
public class EventSink {

    /** How long the broker may take. Kafka's ingress answers only after its producer has given up: up to two minutes. */
    public static final Duration TIMEOUT = Duration.ofSeconds(130);

    /** As many as announce at once: OkHttp keeps five, and each event beyond those would open a connection and close it. */
    private static final int IDLE_CONNECTIONS = 64;

    /**
     * Where SinkBinding puts the token that says who posts, once Knative's {@code authentication-oidc} is on: the broker takes events from nobody else then. It is renewed in its place (Knative Eventing 1.22,
     * "Sender identity for SinkBinding").
     */
    private static final Path TOKEN = Path.of("/oidc/token");

    /** Where SinkBinding mounts the cluster's own authorities, in files of PEM. */
    private static final Path AUTHORITIES = Path.of("/knative-custom-certs");

    private static final MediaType JSON = MediaType.get("application/json");

    private final Optional<String> sink;
    private final Path token;
    private final OkHttpClient http;

    /**
     * @param sink the ingress; empty where this process is bound to none, which each event is told
     * @param authorities who may have signed the ingress' certificate beside those that Java trusts, as PEM: Knative gives it with {@code transport-encryption}
     */
    @Inject
    public EventSink(
            @ConfigProperty(name = "K_SINK") Optional<String> sink,
            @ConfigProperty(name = "K_CA_CERTS") Optional<String> authorities) {
        this(sink, authorities, AUTHORITIES, TOKEN);
    }

    EventSink(Optional<String> sink, Optional<String> authorities, Path moreAuthorities, Path token) {
        this.sink = sink;
        this.token = token;
        FirstContact contact = new FirstContact();
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .callTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .addInterceptor(
                        chain -> contact.make(() -> chain.proceed(chain.request()), ConnectException.class::isInstance))
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES));
        if (sink.isPresent() && !sink.get().toLowerCase(Locale.ROOT).startsWith("https:")) {
            // Certificates are not read where none is shown: that is a tenth of what a function does until its first
            // reply.
            client.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).followSslRedirects(false);
        } else if (sink.isPresent()) {
            HandshakeCertificates trusted = SinkAuthorities.trusted(authorities, moreAuthorities);
            client.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
        }
        this.http = client.build();
    }

    /**
     * Hands an event to the broker. When this returns, the broker has it for good.
     *
     * @throws ProblemException UNAVAILABLE when the broker is away or can't store; doing it again is safe. TOO_LARGE or UNPROCESSABLE when it takes no such event
     */
    public void publish(EventEnvelope event) {
        Map<String, String> attributes = new LinkedHashMap<>(event.extensions());
        attributes.put("specversion", "1.0");
        attributes.put("id", event.id());
        attributes.put("type", event.type().type());
        attributes.put("source", event.source());
        attributes.put("subject", event.subject());
        attributes.put("time", event.time().toString());
        attributes.put("dataschema", event.type().dataschema().toString());
        publish(attributes, RequestBody.create(event.json(), JSON));
    }

    /** Hands on an event as it is, whoever made it; like {@link #publish(EventEnvelope)}. */
    public void publish(Map<String, String> attributes, RequestBody data) {
        Request.Builder request = new Request.Builder()
                .url(sink.orElseThrow(() -> ProblemException.of(
                        Category.UNAVAILABLE,
                        "sink-not-configured",
                        "K_SINK is not set: bind this function to the broker with a SinkBinding")))
                .post(data);
        attributes.forEach((name, value) -> request.header("ce-" + name, value));
        bearer().ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        try (Response response = http.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw refused(response.code(), attributes.get("type"));
            }
        } catch (SSLHandshakeException e) {
            throw new ProblemException(
                    unavailable("the broker's certificate is not trusted: " + e.getMessage()
                                    + "; see that SinkBinding gives K_CA_CERTS")
                            .problem(),
                    e);
        } catch (IOException e) {
            throw new ProblemException(
                    unavailable("the broker can't be reached: " + e.getMessage())
                            .problem(),
                    e);
        }
    }

    private Optional<String> bearer() {
        try {
            return Files.exists(token) ? Optional.of(Files.readString(token).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new ProblemException(
                    unavailable("the token for the broker can't be read: " + e.getMessage())
                            .problem(),
                    e);
        }
    }

    /** Kafka's ingress says 503 of an event that is too large, as of a Kafka that is away; the other brokers say what they mean. */
    private static ProblemException refused(int status, @Nullable String type) {
        String answer = "the broker answered " + status + " to an event of type " + type;
        return switch (status) {
            case 413 -> ProblemException.of(Category.TOO_LARGE, "event-too-large", answer);
            case 400, 422 -> ProblemException.of(Category.UNPROCESSABLE, "event-refused", answer);
            case 401, 403 -> unavailable(answer + "; see that its EventPolicy names this function's SinkBinding");
            default -> unavailable(answer);
        };
    }

    private static ProblemException unavailable(String detail) {
        return ProblemException.of(Category.UNAVAILABLE, "broker-unavailable", detail);
    }
}
