package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.ReindexRunView;
import io.millrace.cli.client.Settlement;
import io.millrace.cli.session.CliFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a reindex run, and of what it announced. */
public record ReindexCompletion(MillraceClient client) {

    private static final Duration WITHOUT_PROGRESS = Duration.ofMinutes(3);
    private static final Duration WAIT = Duration.ofSeconds(10);

    /**
     * Returns when the run has ended, or one that began in the same scope after it and asks for no less.
     *
     * @return what all of them found together
     * @throws CliFailure FAILED where it makes no progress, or one that asks for less has taken its place
     */
    public ReindexRunView await(ReindexRunView begun) {
        @Nullable ReindexRunView before = null;
        ReindexRunView run = begun;
        while (!run.done()) {
            ReindexRunView now = client.reindexRun(begun.scope(), WAIT);
            if (!now.run().equals(run.run())) {
                if (begun.mode().equals("all") && !now.mode().equals("all")) {
                    throw new CliFailure(
                            CliFailure.FAILED, "the run was overtaken by another, which asks for less: ask again");
                }
                before = run.after(before);
            }
            run = now;
            if (!run.done()
                    && Instant.parse(run.touchedAt()).plus(WITHOUT_PROGRESS).isBefore(Instant.now())) {
                throw new CliFailure(
                        CliFailure.FAILED,
                        "the run makes no progress since " + run.touchedAt()
                                + ": see 'millrace dead-letters list', then ask again");
            }
        }
        return run.after(before);
    }

    /**
     * Returns when nothing is under way any more of what the runs announced. That is pending before a run ends, so nothing is missed; what others announce
     * elsewhere or later is not waited for.
     *
     * @return all documents below the scopes
     */
    public Collection<DocumentView> awaitSettled(Collection<ReindexRunView> runs) {
        Map<String, DocumentView> documents = new HashMap<>();
        Set<String> waiting = new LinkedHashSet<>();
        client.eachDocument(document -> {
            if (runs.stream().anyMatch(run -> document.uri().startsWith(run.scope()))) {
                documents.put(document.id(), document);
                if (!document.settled()) {
                    waiting.add(document.id());
                }
            }
        });
        documents.putAll(new Settlement(client).await(waiting, _ -> {}));
        return documents.values();
    }
}
