package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.client.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A generator without a model, which speaks the protocol of real ones (streamed chat completions) at a steady pace: a word is a token. By default it
 * repeats the passages of its prompt, sentence by sentence, so that what it says is supported.
 */
public final class FakeGenerator implements AutoCloseable {

    static {
        // Read once, when the server's class is loaded: else each token waits for an acknowledgement (Nagle).
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Pattern PASSAGE = Pattern.compile("(?s)<passage \\d+ \\w+>\\n(.*?)\\n</passage");
    private static final int BACKLOG = 256;

    /** Words after a sentence's last until a reader can tell that it has ended: one, and the beginning of another. */
    private static final int WORDS_TO_TELL = 2;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final long nanosPerToken;
    private final Function<JsonNode, String> reply;
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicLong left = new AtomicLong();
    private final ConcurrentLinkedQueue<JsonNode> requests = new ConcurrentLinkedQueue<>();
    private volatile long firstSentenceNanos;

    /**
     * @param perToken from one token to the next
     * @param reply from the user's last message to what is said of it
     */
    public FakeGenerator(Duration perToken, UnaryOperator<String> reply) throws IOException {
        this((JsonNode request) -> reply.apply(lastMessage(request)), perToken);
    }

    /** One that hears all of a request. */
    public static FakeGenerator hearing(Function<JsonNode, String> reply) throws IOException {
        return new FakeGenerator(reply, Duration.ZERO);
    }

    private FakeGenerator(Function<JsonNode, String> reply, Duration perToken) throws IOException {
        this.nanosPerToken = perToken.toNanos();
        this.reply = reply;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::complete);
        server.start();
    }

    public FakeGenerator(Duration perToken) throws IOException {
        this(perToken, FakeGenerator::passages);
    }

    /** What the passages of a prompt say. */
    public static String passages(String prompt) {
        Matcher passage = PASSAGE.matcher(prompt);
        return passage.results().map(found -> found.group(1)).collect(Collectors.joining(" "));
    }

    /** Address, without {@code /v1}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Tokens sent so far. */
    long tokens() {
        return tokens.get();
    }

    /** How many clients left before the end. */
    public long left() {
        return left.get();
    }

    /** The bodies of all requests so far, oldest first. */
    public List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    /** When the last reply to begin had sent as much as tells that its first sentence has ended; {@link System#nanoTime}. */
    long firstSentenceNanos() {
        return firstSentenceNanos;
    }

    private void complete(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody());
            requests.add(request);
            String said = reply.apply(request);
            String[] words = said.strip().split("\\s+");
            int count = Math.min(words.length, request.path("max_tokens").asInt(words.length));
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                stream(exchange.getResponseBody(), words, count);
            } catch (IOException e) {
                left.incrementAndGet();
            }
        }
    }

    /** What the last message of a request says: instruction, passages and question. */
    public static String lastMessage(JsonNode request) {
        JsonNode messages = request.path("messages");
        return messages.path(messages.size() - 1).path("content").asText();
    }

    private void stream(OutputStream out, String[] words, int count) throws IOException {
        long started = System.nanoTime();
        int toTell = -1;
        for (int i = 0; i < count; i++) {
            long due = started + i * nanosPerToken;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (toTell < 0 && i > 0 && words[i - 1].endsWith(".")) {
                toTell = i + WORDS_TO_TELL - 1;
            }
            if (i == toTell) {
                firstSentenceNanos = System.nanoTime();
            }
            send(out, chunk(i == 0 ? words[i] : " " + words[i], null));
            tokens.incrementAndGet();
        }
        send(out, chunk("", count < words.length ? "length" : "stop"));
        ObjectNode usage = Json.MAPPER.createObjectNode();
        usage.putArray("choices");
        usage.putObject("usage").put("prompt_tokens", 1).put("completion_tokens", count);
        send(out, usage.toString());
        send(out, "[DONE]");
    }

    private static String chunk(String content, @Nullable String finishReason) {
        ObjectNode chunk = Json.MAPPER.createObjectNode();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("content", content);
        choice.put("finish_reason", finishReason);
        return chunk.toString();
    }

    private static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
