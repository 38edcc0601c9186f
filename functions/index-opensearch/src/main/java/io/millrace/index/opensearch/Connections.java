package io.millrace.index.opensearch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/** Makes the client's connections to OpenSearch. */
final class Connections {

    /** A request that takes longer waits for what does not come. */
    private static final Timeout LONGEST_ANSWER = Timeout.ofMinutes(1);

    private static final int CONNECTIONS = 64;

    private final OpenSearchSettings settings;
    private final @Nullable SSLContext trust;

    /** @throws IllegalArgumentException if the file of certificates can't be read */
    Connections(OpenSearchSettings settings) {
        this.settings = settings;
        Path certificates = settings.certificates();
        this.trust = certificates == null ? null : trusting(certificates);
    }

    OpenSearchTransport open() {
        HttpHost[] hosts = settings.urls().stream().map(HttpHost::create).toArray(HttpHost[]::new);
        Timeout patience = Timeout.of(settings.patience());
        var connections = PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(patience)
                        .setSocketTimeout(LONGEST_ANSWER)
                        .setValidateAfterInactivity(5, TimeUnit.SECONDS)
                        .build());
        if (trust != null) {
            connections.setTlsStrategy(
                    ClientTlsStrategyBuilder.create().setSslContext(trust).build());
        }
        var manager = connections.build();
        return ApacheHttpClient5TransportBuilder.builder(hosts)
                .setDefaultHeaders(login(settings))
                .setRequestConfigCallback(
                        request -> request.setConnectionRequestTimeout(patience).setResponseTimeout(LONGEST_ANSWER))
                .setHttpClientConfigCallback(client -> client.setConnectionManager(manager))
                .build();
    }

    private static Header[] login(OpenSearchSettings settings) {
        if (settings.user() == null) {
            return new Header[0];
        }
        byte[] both = (settings.user() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8);
        return new Header[] {
            new BasicHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(both), true)
        };
    }

    /** The authorities of the file, and no others: who names some means these. */
    private static SSLContext trusting(Path certificates) {
        try (InputStream file = Files.newInputStream(certificates)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry("authority-" + number++, each);
            }
            if (number == 0) {
                throw new IllegalArgumentException(
                        "millrace.opensearch.certificates names " + certificates + ", which has no certificate (PEM)");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "millrace.opensearch.certificates names " + certificates
                            + ", which can't be read as certificates (PEM): " + e.getMessage(),
                    e);
        }
    }
}
