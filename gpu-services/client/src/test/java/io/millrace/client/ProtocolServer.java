package io.millrace.client;

import io.millrace.testkit.ModelFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;

/** A server that replays the documented answers of an engine, whose sources {@code protocols/SOURCES.md} names. */
final class ProtocolServer implements AutoCloseable {

    /** What an engine says that a request makes no sense to. */
    static final String REFUSAL = "error-400.json";

    private static final Pattern ERROR = Pattern.compile("error-([0-9]{3})\\.json");

    static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration PLENTY = Duration.ofSeconds(10);

    private final MockWebServer server = new MockWebServer();
    private final Engine engine;
    private final @Nullable ModelFault fault;
    private final Map<String, UnaryOperator<String>> routes = new HashMap<>();

    ProtocolServer(Engine engine, @Nullable ModelFault fault) {
        this.engine = engine;
        this.fault = fault;
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers a path with the file that {@code name} gives for a request's body; of faults that lie in the body there is a file of that name for each. One of an error, such as
     * {@link #REFUSAL}, comes with its status.
     */
    ProtocolServer serving(String path, UnaryOperator<String> name) {
        routes.put(path, name);
        return this;
    }

    ModelEndpoint endpoint() {
        Duration timeout = fault == ModelFault.SLOW ? PATIENCE : PLENTY;
        return new ModelEndpoint(URI.create("http://127.0.0.1:" + server.getPort()), "all-minilm", timeout, "k3y");
    }

    private MockResponse answer(RecordedRequest request) {
        UnaryOperator<String> name = routes.get(request.getUrl().encodedPath());
        if (name == null || request.getBody() == null) {
            return new MockResponse.Builder().code(404).build();
        }
        String file = name.apply(request.getBody().utf8());
        boolean streamed = file.endsWith(".sse");
        MockResponse.Builder answer = new MockResponse.Builder();
        if (fault != null && engine.status(fault) != 200) {
            return answer.code(engine.status(fault))
                    .body(error(engine.status(fault)))
                    .build();
        }
        Matcher error = ERROR.matcher(file);
        if (error.matches()) {
            return answer.code(Integer.parseInt(error.group(1)))
                    .body(fixture(file))
                    .build();
        }
        answer.addHeader("Content-Type", streamed ? "text/event-stream" : "application/json");
        if (streamed) {
            stream(answer, file);
        } else {
            whole(answer, file);
        }
        return answer.build();
    }

    private void whole(MockResponse.Builder answer, String file) {
        switch (fault) {
            case SLOW -> answer.body(fixture(file)).headersDelay(1, TimeUnit.MINUTES);
            case TRUNCATED -> answer.body(fixture(file)).onResponseBody(new SocketEffect.CloseSocket());
            case WRONG_DIMENSION, NOT_A_NUMBER, WRONG_COUNT -> answer.body(fixture(variant(file)));
            case null, default -> answer.body(fixture(file));
        }
    }

    /** A piece every few milliseconds, so that what comes later is not there yet. */
    private void stream(MockResponse.Builder answer, String file) {
        String events = fixture(fault == ModelFault.BROKEN_OFF ? variant(file) : file);
        // Past the first events, and within one.
        int part = events.length() / 2;
        switch (fault) {
            case SLOW -> answer.chunkedBody(events, 64).throttleBody(part, 1, TimeUnit.MINUTES);
            case TRUNCATED -> answer.chunkedBody(events, 64).onResponseBody(new SocketEffect.CloseSocket());
            case null, default -> answer.chunkedBody(events, 64).throttleBody(part / 4, 10, TimeUnit.MILLISECONDS);
        }
    }

    private String variant(String file) {
        int dot = file.lastIndexOf('.');
        String suffix =
                Objects.requireNonNull(fault).name().toLowerCase(Locale.ROOT).replace('_', '-');
        return file.substring(0, dot) + "-" + suffix + file.substring(dot);
    }

    private String error(int status) {
        String own = engine.folder() + "/error-" + status + ".json";
        return ProtocolServer.class.getResource("/protocols/" + own) == null
                ? read("proxy/error-" + status + ".txt")
                : read(own);
    }

    private String fixture(String file) {
        return read(engine.folder() + "/" + file);
    }

    private static String read(String file) {
        try (InputStream in = ProtocolServer.class.getResourceAsStream("/protocols/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
