package io.millrace.cli.session;

import io.millrace.core.document.DocumentKey;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command. picocli fills them. */
public final class GlobalOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:MILLRACE_DATA}",
            description = "the data directory (MILLRACE_DATA)")
    private @Nullable Path data;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:MILLRACE_URL}",
            description = "talk to a running Millrace (MILLRACE_URL)")
    private @Nullable String url;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:MILLRACE_TENANT}",
            converter = KnownTenant.class,
            description = "the tenant to speak for; so far there is one, 'default' (MILLRACE_TENANT)")
    private @Nullable String tenant;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:MILLRACE_TOKEN}",
            description = "the key to show (MILLRACE_TOKEN)")
    private @Nullable String token;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "one JSON object on standard output, nothing else")
    private boolean json;

    /** The data directory. */
    public Path data() {
        if (data == null || !hasData()) {
            throw new CliFailure(CliFailure.USAGE, "no data directory: give --data or set MILLRACE_DATA");
        }
        return data.toAbsolutePath().normalize();
    }

    /** Whether there is a data directory at all; with {@code --url} none is needed. */
    boolean hasData() {
        return data != null && !data.toString().isEmpty();
    }

    /** The Millrace that the caller named; null when it is the one on the data directory. */
    public @Nullable String url() {
        return url == null || url.isBlank() ? null : url;
    }

    /** The tenant that documents belong to. */
    public String tenant() {
        return Objects.requireNonNullElse(tenantGiven(), DocumentKey.DEFAULT_TENANT);
    }

    /** The tenant, where the caller named one; null where not. */
    public @Nullable String tenantGiven() {
        return tenant == null || tenant.isEmpty() ? null : tenant;
    }

    /** Sent as a bearer token; null for none; never printed. */
    public @Nullable String token() {
        return token == null || token.isBlank() ? null : token;
    }

    /** Whether standard output is for a program. */
    public boolean json() {
        return json;
    }
}
