package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.UnreachableException;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends what changes in folders, until it is interrupted. A Millrace that goes away, or is busy for longer than a call waits, is waited for, wherever it comes back; then all is looked through, since
 * what was on its way may not have got through.
 */
final class WatchedIngestion {

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Session session;
    private final List<String> access;

    WatchedIngestion(Session session, List<String> access) {
        this.session = session;
        this.access = access;
    }

    /** @param folders what to look through after a break */
    void run(Connection first, FolderWatch watch, Collection<Path> folders) throws InterruptedException {
        Connection connection = first;
        @Nullable FolderChanges changes = null;
        while (true) {
            changes = changes == null ? watch.next() : changes;
            try {
                ingestion(connection).runAgain(changes, access).forEach(this::show);
                changes = null;
            } catch (UnreachableException | RefusedException e) {
                awaited(e);
                session.output().note("Millrace is away, waiting for it to come back");
                connection = reconnected();
                changes = FolderChanges.anywhereIn(folders);
            }
        }
    }

    private Ingestion ingestion(Connection connection) {
        return new Ingestion(connection, session.output(), session.options().tenant());
    }

    private Connection reconnected() throws InterruptedException {
        while (true) {
            try {
                return session.connectToRunning();
            } catch (CliFailure e) {
                Thread.sleep(BETWEEN_TRIES);
            } catch (RefusedException e) {
                awaited(e);
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    /** Throws on what waiting does not help against. */
    private static void awaited(RuntimeException failure) {
        if (failure instanceof RefusedException refused && !refused.refusal().passing()) {
            throw refused;
        }
    }

    private void show(DocumentView document) {
        if (session.options().json()) {
            session.output().json(document);
            return;
        }
        String more = switch (document.state()) {
            case "indexed" -> "  " + Counted.of(document.chunks(), "passage");
            case "rejected" ->
                "  " + Objects.requireNonNullElse(document.code(), "rejected") + ": "
                        + Objects.requireNonNullElse(document.reason(), "no reason was given");
            default -> "";
        };
        session.output().line(document.state() + " " + document.uri() + more);
    }
}
