package io.millrace.client;

import io.millrace.core.problem.FirstContact;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** OkHttp as it is set up for models. */
final class HttpClients {

    /** Where there are several addresses: a machine that is gone does not even refuse, and the next one needs time too. */
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private static final long IDLE_MINUTES = 5;

    /**
     * Threads are shared by all. Each call has a limit for the whole of it, so the parts need none. The platform's certificates are not read for it: a cluster's
     * models are asked in plain HTTP, and reading them is a tenth of what a function does until its first reply.
     */
    private static final OkHttpClient PLAIN = new OkHttpClient.Builder()
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .followRedirects(false)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .addNetworkInterceptor(chain -> {
                Sent sent = chain.request().tag(Sent.class);
                if (sent != null) {
                    sent.begun();
                }
                return chain.proceed(chain.request());
            })
            .build();

    /** Made once a model has an address of https. */
    private static final class Secure {
        static final OkHttpClient CLIENT = PLAIN.newBuilder()
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
                .build();
    }

    private HttpClients() {}

    static OkHttpClient of(ModelEndpoint endpoint) {
        boolean secure = endpoint.bases().stream().anyMatch(base -> "https".equalsIgnoreCase(base.getScheme()));
        OkHttpClient.Builder client = (secure ? Secure.CLIENT : PLAIN)
                .newBuilder()
                .connectionPool(new ConnectionPool(endpoint.http().idleConnections(), IDLE_MINUTES, TimeUnit.MINUTES));
        if (endpoint.bases().size() > 1) {
            client.connectTimeout(
                    CONNECT.compareTo(endpoint.timeout()) < 0
                            ? CONNECT
                            : endpoint.timeout().dividedBy(2));
        } else {
            FirstContact contact = new FirstContact();
            client.addInterceptor(chain -> {
                // Else a server that is away would look like one that is slow.
                long latest = System.nanoTime() + chain.call().timeout().timeoutNanos() / 2;
                return contact.make(
                        () -> chain.proceed(chain.request()),
                        e -> e instanceof ConnectException && System.nanoTime() - latest < 0);
            });
        }
        if (endpoint.http().http2PriorKnowledge()) {
            client.protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        }
        return client.build();
    }
}
