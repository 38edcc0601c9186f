package io.millrace.source.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The SDK's client, made when it is first wanted. */
final class S3Connection {

    private final S3Config config;
    private @Nullable S3Client client;

    S3Connection(S3Config config) {
        this.config = config;
    }

    /** @throws SdkClientException where the settings make no client */
    synchronized S3Client client() {
        if (client == null) {
            client = connect();
        }
        return client;
    }

    private S3Client connect() {
        Optional<URI> endpoint = config.endpoint();
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http(endpoint))
                .forcePathStyle(config.pathStyle().orElse(endpoint.isPresent()))
                .crossRegionAccessEnabled(endpoint.isEmpty())
                .region(config.region().map(Region::of).orElseGet(S3Connection::usualRegion));
        // Checksums over the whole are AWS's own: other servers refuse the headers that ask for them.
        endpoint.ifPresent(address -> builder.endpointOverride(address)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED));
        return builder.build();
    }

    /**
     * Without the platform's certificates where none is shown: reading them is a tenth of what a function does until its first document is in. An endpoint of
     * plain HTTP is asked directly, whatever proxy the environment names.
     */
    private SdkHttpClient http(Optional<URI> endpoint) {
        if (endpoint.filter(address -> "http".equalsIgnoreCase(address.getScheme()))
                .isPresent()) {
            return UrlConnectionHttpClient.create(this::open);
        }
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(config.timeout())
                .socketTimeout(config.timeout())
                .build();
    }

    private HttpURLConnection open(URI address) {
        int millis = Math.toIntExact(config.timeout().toMillis());
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Region usualRegion() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
