package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.FileNotification;
import io.millrace.cli.client.InFlight;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.Settlement;
import io.millrace.cli.client.Upload;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import io.millrace.core.document.DocumentKey;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/**
 * Files into a Millrace. Into one on this machine: its folder becomes a source, and each file that has changed or gone becomes a notification.
 * Into one elsewhere, which can't read them: their bytes are sent.
 */
public final class Ingestion {

    private static final int AT_ONCE = 16;

    /** A process that was killed is back in seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Connection connection;
    private final MillraceClient client;
    private final Output output;
    private final String tenant;

    public Ingestion(Connection connection, Output output, String tenant) {
        this.connection = connection;
        this.client = connection.client().patient(PATIENCE);
        this.output = output;
        this.tenant = tenant;
    }

    /**
     * Sends everything that the paths lead to.
     *
     * @param access who may see it; empty for the default
     * @param wait whether to return only when all can be found
     */
    public IngestReport run(List<String> paths, List<String> access, boolean wait) {
        FileScan scan = FileScan.of(paths);
        IngestTally tally = new IngestTally(scan);
        Collection<String> ids = connection.local() ? announce(scan, access, tally) : upload(scan, access, tally);
        if (wait) {
            try (Progress progress = output.progress("indexing", "documents", ids.size())) {
                tally.settled(new Settlement(client).await(ids, progress::at).values());
            }
        }
        return tally.report();
    }

    private Collection<String> announce(FileScan scan, List<String> access, IngestTally tally) {
        for (Path root : scan.roots()) {
            client.registerSource(root.toString(), access);
        }
        Map<String, DocumentView> known = new HashMap<>();
        client.eachDocument(document -> known.put(document.uri(), document));
        List<FileNotification> notifications = new ArrayList<>();
        for (FoundFile file : scan.files()) {
            if (isUnchanged(file, known.get(file.uri()), access)) {
                tally.unchanged();
            } else {
                notifications.add(FileNotification.changed(file.uri(), file.bytes(), file.modifiedAt()));
            }
        }
        for (String gone : gone(scan, known.values())) {
            notifications.add(FileNotification.removed(gone));
        }
        return send(notifications, FileNotification::uri, tally, notification -> {
            client.announce(notification);
            return DocumentKey.of(tenant, notification.uri()).id();
        });
    }

    private static boolean isUnchanged(
            FoundFile file, @org.jspecify.annotations.Nullable DocumentView known, List<String> access) {
        return known != null
                && known.settled()
                && known.is("indexed")
                && file.etag().equals(known.etag())
                && (access.isEmpty()
                        || known.access() == null
                        || new HashSet<>(known.access()).equals(Set.copyOf(access)));
    }

    /** The uris of documents below the folders whose files are not there any more. */
    private static List<String> gone(FileScan scan, Collection<DocumentView> known) {
        List<String> folders = scan.folders().stream().map(FileUri::of).toList();
        Set<String> there = new HashSet<>();
        scan.files().forEach(file -> there.add(file.uri()));
        scan.rejected().forEach(item -> there.add(item.uri()));
        return known.stream()
                .filter(document -> !document.is("removed") && !there.contains(document.uri()))
                .map(DocumentView::uri)
                .filter(uri -> folders.stream().anyMatch(uri::startsWith))
                .toList();
    }

    private Collection<String> upload(FileScan scan, List<String> access, IngestTally tally) {
        return send(scan.files(), file -> UploadUri.of(file.name()), tally, file -> {
            RequestBody body = RequestBody.create(file.path().toFile(), MediaType.get(contentType(file.path())));
            return client.upload(new Upload(UploadUri.of(file.name()), "", access, body));
        });
    }

    private static String contentType(Path path) {
        String guess = URLConnection.guessContentTypeFromName(path.getFileName().toString());
        return guess == null ? "application/octet-stream" : guess;
    }

    /** Sends all; what is refused is counted with its reason, and the rest goes on. The ids of what was accepted. */
    private <T> Collection<String> send(
            Collection<T> items, Function<T, String> uri, IngestTally tally, Function<T, String> call) {
        Collection<String> ids = new ConcurrentLinkedQueue<>();
        AtomicLong sent = new AtomicLong();
        try (Progress progress = output.progress("sending", "files", items.size())) {
            InFlight.each(items, AT_ONCE, item -> {
                try {
                    ids.add(call.apply(item));
                    tally.accepted();
                } catch (RefusedException e) {
                    tally.rejected(new Rejected(
                            uri.apply(item), e.refusal().code(), e.refusal().detail()));
                }
                progress.at(sent.incrementAndGet());
            });
        }
        return ids;
    }
}
