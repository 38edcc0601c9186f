package io.millrace.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A real web server on the loopback address that serves files in ranges, and says after each little piece how much it has sent so far. */
final class RangeHost implements AutoCloseable {

    private static final int PIECE = 4096;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files;
    private final AtomicLong sent = new AtomicLong();
    private volatile LongConsumer listener = bytes -> {};

    final List<Asked> asked = new CopyOnWriteArrayList<>();

    record Asked(String file, long start) {}

    RangeHost(Map<String, byte[]> files) throws IOException {
        this.files = Map.copyOf(files);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String url(String file) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
    }

    /** Forgets what was asked and sent; {@code listener} hears of each piece from now on, on the thread that sends. */
    void startAnew(LongConsumer listener) {
        asked.clear();
        sent.set(0);
        this.listener = listener;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath().substring(1);
            byte[] content = files.get(name);
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            int start = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            asked.add(new Asked(name, start));
            exchange.getResponseHeaders().set("ETag", "\"" + name + "\"");
            if (range != null) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - start);
            OutputStream body = exchange.getResponseBody();
            for (int at = start; at < content.length; at += PIECE) {
                int length = Math.min(PIECE, content.length - at);
                body.write(content, at, length);
                body.flush();
                listener.accept(sent.addAndGet(length));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
