package io.millrace.cli.session;

import io.millrace.cli.client.MillraceClient;
import org.jspecify.annotations.Nullable;

/** A Millrace to talk to, for as long as the command runs. Close it: one that was started for the command ends. */
public final class Connection implements AutoCloseable {

    private final MillraceClient client;
    private final @Nullable PrivateMillrace own;

    Connection(MillraceClient client, @Nullable PrivateMillrace own) {
        this.client = client;
        this.own = own;
    }

    public MillraceClient client() {
        return client;
    }

    /** Whether it runs on this machine with its notifications and dead letters in reach; else only its API is. */
    public boolean local() {
        return client.endpoints().intake() != null;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
