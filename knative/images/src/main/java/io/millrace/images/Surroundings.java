package io.millrace.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a function that is started by itself talks to: a store, a broker that takes every event, an object store that has one document under every name of the
 * bucket {@code millrace}, and a model server.
 */
final class Surroundings implements AutoCloseable {

    static final String ETAG = "6f5902ac237024bdd0c176cb93063dc4";

    private static final String TEXT = """
        # The mill

        Water in a mill race turns the wheel only while it flows. The gate above the wheel decides how much of it comes.

        ## The gate

        It is opened in the morning, and closed when the last sack is filled. In winter the miller breaks the ice first.
        """;

    private final Map<String, String> store;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param store what says in a function's environment where its store is */
    Surroundings(Map<String, String> store) {
        this.store = store;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/broker", Surroundings::accept);
        server.createContext("/millrace", Surroundings::store);
        PlayedModelServer.addTo(server, "/models");
        server.start();
    }

    static byte[] document() {
        return TEXT.getBytes(StandardCharsets.UTF_8);
    }

    /** What the function finds in its environment, beside that of this process. */
    Map<String, String> environment() {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> variables = new HashMap<>(store);
        variables.putAll(Map.of(
                "K_SINK", address + "/broker",
                "MILLRACE_INTAKE_TOKEN", "example",
                "MILLRACE_ACCESS_ANONYMOUS", "reader",
                "MILLRACE_S3_ENDPOINT", address,
                "MILLRACE_S3_REGION", "us-east-1",
                "MILLRACE_SOURCES_HANDBOOK_URI", "s3://millrace/handbook/",
                "AWS_ACCESS_KEY_ID", "example",
                "AWS_SECRET_ACCESS_KEY", "example",
                "MILLRACE_EMBEDDER_URL", address + "/models",
                "MILLRACE_GENERATOR_URL", address + "/models"));
        return variables;
    }

    private static void accept(HttpExchange call) throws IOException {
        call.getRequestBody().readAllBytes();
        call.sendResponseHeaders(202, -1);
        call.close();
    }

    /** Of the S3 API: GetObject, HeadObject, and ListObjectsV2 of a bucket in which all is as before. */
    private static void store(HttpExchange call) throws IOException {
        boolean list = String.valueOf(call.getRequestURI().getQuery()).contains("list-type");
        byte[] body = list ? LISTING.getBytes(StandardCharsets.UTF_8) : document();
        call.getResponseHeaders().set("Content-Type", list ? "application/xml" : "text/markdown");
        call.getResponseHeaders().set("ETag", '"' + ETAG + '"');
        call.getResponseHeaders().set("Last-Modified", "Tue, 24 Nov 2026 10:15:30 GMT");
        if (call.getRequestMethod().equals("HEAD")) {
            call.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            call.sendResponseHeaders(200, -1);
        } else {
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
        }
        call.close();
    }

    private static final String LISTING = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Name>millrace</Name><Prefix>handbook/</Prefix><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>
        </ListBucketResult>
        """;

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
