package io.millrace.source.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SDK's clients, one an account, made when the account is first wanted. */
final class AzureConnections {

    /** Of its own the SDK would try for a minute; who asks is tried again, or waits and wants to know. */
    private static final RequestRetryOptions RETRIES = new RequestRetryOptions(
            RetryPolicyType.EXPONENTIAL, 4, (Duration) null, Duration.ofMillis(300), Duration.ofSeconds(5), null);

    private final AzureConfig config;
    private final Map<String, BlobServiceClient> accounts = new HashMap<>();
    private @Nullable HttpClient http;

    AzureConnections(AzureConfig config) {
        this.config = config;
    }

    /** @param bucket the account, a slash and the container */
    synchronized BlobContainerClient container(String bucket) {
        int slash = bucket.indexOf('/');
        return accounts.computeIfAbsent(bucket.substring(0, slash), this::connect)
                .getBlobContainerClient(bucket.substring(slash + 1));
    }

    private BlobServiceClient connect(String account) {
        if (http == null) {
            http = new JdkHttpClientBuilder()
                    .connectionTimeout(config.timeout())
                    .responseTimeout(config.timeout())
                    .readTimeout(config.timeout())
                    .build();
        }
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .endpoint(config.endpoint().replace("ACCOUNT", account))
                .httpClient(http)
                .retryOptions(RETRIES);
        if (config.accountKey().isPresent()) {
            builder.credential(
                    new StorageSharedKeyCredential(account, config.accountKey().get()));
        } else if (config.sasToken().isPresent()) {
            builder.sasToken(config.sasToken().get());
        } else {
            if (config.endpoint().startsWith("http:")) {
                throw ProblemException.of(
                        Category.UNAVAILABLE,
                        "bucket-credentials",
                        "there are no credentials for az://" + account
                                + "/ that may be sent to an endpoint of plain http; give the process that"
                                + " runs Millrace MILLRACE_AZURE_ACCOUNT_KEY or MILLRACE_AZURE_SAS_TOKEN");
            }
            builder.credential(
                    new DefaultAzureCredentialBuilder().httpClient(http).build());
        }
        return builder.buildClient();
    }
}
