package io.millrace.core.ingest;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Decides what it comes to that somebody says a file is gone: a removal, unless its source, asked after the change has its place in the order, has the file. Then it is announced as a
 * change. Of a folder that is away or empty the notifier is believed: whoever emptied one has no other way to say so.
 */
public final class FileAnnouncer {

    private final List<DocumentSource> sources;
    private final ChangeNaming naming;

    public FileAnnouncer(List<DocumentSource> sources, Ledger ledger) {
        this.sources = List.copyOf(sources);
        this.naming = new ChangeNaming(ledger);
    }

    /**
     * @param root above the file
     * @param eventSource of the notification
     * @param eventId of the notification; the same again is announced under the same name
     * @throws io.millrace.core.problem.ProblemException a retryable one when the source or the ledger is away
     */
    public void removed(
            SourceRoot root,
            String uri,
            String eventSource,
            String eventId,
            Instant at,
            Reindexer.Announcements announcements) {
        NamedChange name = naming.notified(root.tenant(), uri, root.access(), eventSource, eventId);
        if (!isThere(uri)) {
            announcements.removed(name.document(), name.sequence(), uri, at);
            return;
        }
        announcements.changed(new DocumentChange(
                name.document(), name.sequence(), uri, uri, null, null, null, null, root.access(), Map.of(), at));
    }

    private boolean isThere(String uri) {
        for (DocumentSource source : sources) {
            if (source.serves(uri)) {
                try {
                    // The list has nothing of a folder that is away, of which the source can't tell whether it has the
                    // file.
                    return source.contains(uri)
                            && source.list(uri, null, 1).stream()
                                    .anyMatch(entry -> entry.uri().equals(uri));
                } catch (IOException e) {
                    throw ObjectAnnouncer.unavailable(uri, e);
                }
            }
        }
        return false;
    }
}
