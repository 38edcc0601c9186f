package io.millrace.index.opensearch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of an OpenSearch, which take turns. Where one does not answer, or says that it can't now, the next is asked, and it rests for a while. All that is asked may
 * be done twice: writes name the write that they take the place of. No connection is opened before the first request.
 */
final class Nodes implements AutoCloseable {

    /** A request that takes longer waits for what does not come. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

    private static final long REST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int IDLE_CONNECTIONS = 64;

    /** Of a node, or of a proxy before it, that is starting, ending or overloaded; another may be well. */
    private static final Set<Integer> NOT_NOW = Set.of(502, 503, 504);

    private static final class Node {
        final HttpUrl url;
        private volatile long restsSince = System.nanoTime() - REST_NANOS;

        Node(HttpUrl url) {
            this.url = url;
        }

        boolean rests() {
            return System.nanoTime() - restsSince < REST_NANOS;
        }

        void rest() {
            restsSince = System.nanoTime();
        }

        void wake() {
            restsSince = System.nanoTime() - REST_NANOS;
        }
    }

    private final OpenSearchSettings settings;
    private final List<Node> nodes;
    private final AtomicInteger turn = new AtomicInteger();
    private final @Nullable HandshakeCertificates trust;
    private @Nullable OkHttpClient http;

    /** @throws IllegalArgumentException if the file of certificates can't be read */
    Nodes(OpenSearchSettings settings) {
        this.settings = settings;
        this.nodes = settings.urls().stream()
                .map(url -> new Node(Objects.requireNonNull(HttpUrl.get(url), "addresses are http or https")))
                .toList();
        Path certificates = settings.certificates();
        this.trust = certificates == null ? null : trusting(certificates);
    }

    /**
     * Sends a request to one node after the other until one answers; of those that rest none before the others.
     *
     * @param request without who logs in, for the first node
     * @return close it; the last node's, where all say that they can't now
     * @throws IOException where the last one does not answer
     */
    Response send(Request request) throws IOException {
        List<Node> inTurn = inTurn();
        for (int i = 0; ; i++) {
            Node node = inTurn.get(i);
            boolean last = i == inTurn.size() - 1;
            try {
                Response response = http().newCall(addressed(request, node.url)).execute();
                if (!NOT_NOW.contains(response.code())) {
                    node.wake();
                    return response;
                }
                node.rest();
                if (last) {
                    return response;
                }
                response.close();
            } catch (IOException e) {
                node.rest();
                if (last) {
                    throw e;
                }
            }
        }
    }

    private List<Node> inTurn() {
        int first = Math.floorMod(turn.getAndIncrement(), nodes.size());
        List<Node> awake = new ArrayList<>();
        List<Node> resting = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get((first + i) % nodes.size());
            (node.rests() ? resting : awake).add(node);
        }
        awake.addAll(resting);
        return awake;
    }

    /** A request's url for the first node. */
    HttpUrl.Builder url(String path) {
        return nodes.getFirst().url.newBuilder().encodedPath(path);
    }

    private Request addressed(Request request, HttpUrl node) {
        HttpUrl url = request.url()
                .newBuilder()
                .scheme(node.scheme())
                .host(node.host())
                .port(node.port())
                .build();
        // Compressing takes longer than the network of a cluster.
        Request.Builder addressed = request.newBuilder().url(url).header("Accept-Encoding", "identity");
        if (settings.user() != null && settings.password() != null) {
            addressed.header(
                    "Authorization", Credentials.basic(settings.user(), settings.password(), StandardCharsets.UTF_8));
        }
        return addressed.build();
    }

    private synchronized OkHttpClient http() {
        if (http == null) {
            http = client();
        }
        return http;
    }

    private OkHttpClient client() {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(settings.patience())
                .readTimeout(LONGEST_ANSWER)
                .writeTimeout(LONGEST_ANSWER)
                .followRedirects(false)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES));
        if (trust != null) {
            client.sslSocketFactory(trust.sslSocketFactory(), trust.trustManager());
        } else if (nodes.stream().noneMatch(node -> node.url.isHttps())) {
            // Java's certificates are not read where none is shown: that takes longer than the rest of a first request.
            client.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        return client.build();
    }

    /** The authorities of the file, and no others: who names some means these. */
    private static HandshakeCertificates trusting(Path certificates) {
        try (InputStream file = Files.newInputStream(certificates)) {
            HandshakeCertificates.Builder trusted = new HandshakeCertificates.Builder();
            var authorities = CertificateFactory.getInstance("X.509").generateCertificates(file);
            if (authorities.isEmpty()) {
                throw new IllegalArgumentException(
                        "millrace.opensearch.certificates names " + certificates + ", which has no certificate (PEM)");
            }
            for (Certificate authority : authorities) {
                trusted.addTrustedCertificate((X509Certificate) authority);
            }
            return trusted.build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "millrace.opensearch.certificates names " + certificates
                            + ", which can't be read as certificates (PEM): " + e.getMessage(),
                    e);
        }
    }

    @Override
    public synchronized void close() {
        if (http != null) {
            http.connectionPool().evictAll();
        }
    }
}
