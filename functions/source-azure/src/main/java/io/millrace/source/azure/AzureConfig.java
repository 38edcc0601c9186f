package io.millrace.source.azure;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * How Azure Blob Storage is reached. Without a key or a signature, credentials are Azure's default chain: environment, workload identity, managed identity, the
 * login of az.
 */
@ConfigMapping(prefix = "millrace.azure")
public interface AzureConfig {

    /** Address of an account, with {@code ACCOUNT} in its place; another one for a sovereign cloud or an emulator. */
    @WithDefault("https://ACCOUNT.blob.core.windows.net")
    String endpoint();

    /** Key of the one account that is used. Belongs into a Secret: {@code MILLRACE_AZURE_ACCOUNT_KEY}. */
    Optional<String> accountKey();

    /** Shared access signature that may read and list. Belongs into a Secret: {@code MILLRACE_AZURE_SAS_TOKEN}. */
    Optional<String> sasToken();

    /** The largest blob to open, in bytes; a larger one is rejected. 100 MiB by default. */
    @WithDefault("104857600")
    long maxBytes();

    /** How long the server may be silent. */
    @WithDefault("60s")
    Duration timeout();
}
