package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.FileBody;
import io.millrace.cli.client.FileNotification;
import io.millrace.cli.client.InFlight;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.Settlement;
import io.millrace.cli.client.UnreadableFileException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.MediaType;

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
        return run(paths, access, wait, false);
    }

    /** @param emptied whether what is indexed from a folder goes, too, where nothing is in that any more */
    IngestReport run(List<String> paths, List<String> access, boolean wait, boolean emptied) {
        List<String> pages = paths.stream().filter(PageIngestion::isPage).toList();
        FileScan scan = FileScan.of(
                paths.stream().filter(path -> !PageIngestion.isPage(path)).toList());
        scan.own()
                .forEach(folder ->
                        output.note("passed over " + folder + ": what lies there is Millrace's own data or models"));
        IngestTally tally = new IngestTally(scan);
        Collection<String> ids = new ArrayList<>(new PageIngestion(client).send(pages, access, tally));
        if (connection.local()) {
            scan.roots().forEach(root -> client.registerSource(root.toString(), access));
            ids.addAll(
                    announce(scan, access, tally, Set.of(), new ComparedFolders(scan.folders(), scan.own(), emptied)));
        } else {
            ids.addAll(upload(scan, access, tally));
        }
        if (wait) {
            tally.settled(settled(ids));
        }
        IngestReport report = tally.report();
        scan.folders().forEach(folder -> sayIfEmpty(folder, scan, report));
        return report;
    }

    private void sayIfEmpty(Path folder, FileScan scan, IngestReport report) {
        boolean empty = scan.files().stream().noneMatch(file -> file.path().startsWith(folder))
                && report.rejected().stream().noneMatch(item -> item.uri().startsWith(FileUri.of(folder)));
        if (empty) {
            output.note("there is nothing to take in at " + folder + ": is it the right folder?"
                    + (connection.local() ? " What comes there is found at night, or by the next ingest" : ""));
        }
    }

    /**
     * Sends what has changed in folders that were sent before, and waits until it can be found.
     *
     * @return what became of each document that was sent
     */
    Collection<DocumentView> runAgain(FolderChanges changes, List<String> access) {
        FileScan scan = FileScan.of(Stream.concat(changes.places().stream(), changes.folders().stream())
                .map(Path::toString)
                .toList());
        Set<String> missing = new HashSet<>();
        for (Rejected item : scan.rejected()) {
            if (item.code().equals(FileScan.MISSING)) {
                missing.add(item.uri());
            }
        }
        IngestTally tally = new IngestTally(scan);
        // Whoever watches saw how they were emptied.
        ComparedFolders compared = new ComparedFolders(changes.folders(), scan.own(), true);
        Collection<String> ids = announce(scan, access, tally, missing, compared);
        tally.report().rejected().stream()
                .filter(item -> !item.code().equals(FileScan.MISSING))
                .forEach(item -> output.note(item.uri() + "  " + item.code() + ": " + item.reason()));
        return settled(ids);
    }

    private Collection<DocumentView> settled(Collection<String> ids) {
        try (Progress progress = output.progress("indexing", "documents", ids.size())) {
            return new Settlement(client).await(ids, progress::at).values();
        }
    }

    /**
     * @param missing uris of files that are gone
     * @param compared what is gone from these is found by comparison
     */
    private Collection<String> announce(
            FileScan scan, List<String> access, IngestTally tally, Set<String> missing, ComparedFolders compared) {
        Map<String, DocumentView> known = known(scan, missing, compared.uris());
        List<FileNotification> notifications = new ArrayList<>();
        for (FoundFile file : scan.files()) {
            if (isUnchanged(file, known.get(file.uri()), access)) {
                tally.unchanged();
            } else {
                notifications.add(FileNotification.changed(file.uri(), file.bytes(), file.modifiedAt()));
            }
        }
        Set<String> there = scan.files().stream().map(FoundFile::uri).collect(Collectors.toSet());
        List<String> indexed = known.values().stream()
                .filter(document -> !document.is("removed"))
                .map(DocumentView::uri)
                .toList();
        List<String> gone = gone(there, scan.rejected(), missing, compared.uris(), indexed);
        if (!gone.isEmpty()) {
            ComparedFolders.Verdict verdict = compared.judge(gone, there, client.sources());
            verdict.kept().forEach(tally::rejected);
            verdict.gone().forEach(uri -> notifications.add(FileNotification.removed(uri)));
        }
        return send(notifications, FileNotification::uri, tally, notification -> {
            client.announce(notification);
            return DocumentKey.of(tenant, notification.uri()).id();
        });
    }

    /** By uri; all that there are where a folder is compared, for what is gone from it. */
    private Map<String, DocumentView> known(FileScan scan, Set<String> missing, Collection<String> folders) {
        Map<String, DocumentView> known = new HashMap<>();
        if (!folders.isEmpty()) {
            client.eachDocument(document -> known.put(document.uri(), document));
            return known;
        }
        List<String> ids = Stream.concat(scan.files().stream().map(FoundFile::uri), missing.stream())
                .map(uri -> DocumentKey.of(tenant, uri).id())
                .toList();
        for (int start = 0; start < ids.size(); start += MillraceClient.MAX_IDS) {
            client.states(ids.subList(start, Math.min(start + MillraceClient.MAX_IDS, ids.size())))
                    .forEach(document -> known.put(document.uri(), document));
        }
        return known;
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

    /**
     * Those of {@code known} whose files are not there any more; of what can't be read, or lies in a folder that can't, nothing is known.
     *
     * @param there uris of the files that were found
     * @param folders uris, each with a slash at its end
     */
    static List<String> gone(
            Set<String> there,
            Collection<Rejected> rejected,
            Set<String> missing,
            Collection<String> folders,
            Collection<String> known) {
        Set<String> unread = rejected.stream().map(Rejected::uri).collect(Collectors.toSet());
        unread.removeAll(missing);
        List<String> closed = unread.stream().filter(uri -> uri.endsWith("/")).toList();
        return known.stream()
                .filter(uri -> !there.contains(uri) && !unread.contains(uri))
                .filter(uri -> missing.contains(uri) || folders.stream().anyMatch(uri::startsWith))
                .filter(uri -> closed.stream().noneMatch(uri::startsWith))
                .toList();
    }

    private Collection<String> upload(FileScan scan, List<String> access, IngestTally tally) {
        return send(scan.files(), file -> UploadUri.of(file.name()), tally, file -> {
            FileBody body = new FileBody(file.path(), MediaType.get(contentType(file.path())));
            return client.upload(new Upload(UploadUri.of(file.name()), "", access, body));
        });
    }

    private static String contentType(Path path) {
        String guess = URLConnection.guessContentTypeFromName(path.getFileName().toString());
        return guess == null ? "application/octet-stream" : guess;
    }

    /** Sends all; what is refused, or can't be read, is counted with its reason, and the rest goes on. The ids of what was accepted. */
    private <T> Collection<String> send(
            Collection<T> items, Function<T, String> uri, IngestTally tally, Function<T, String> call) {
        Collection<String> ids = new ConcurrentLinkedQueue<>();
        AtomicLong sent = new AtomicLong();
        try (Progress progress = output.progress("sending", "files", items.size())) {
            InFlight.each(items, AT_ONCE, item -> {
                try {
                    ids.add(call.apply(item));
                    tally.accepted();
                } catch (UnreadableFileException e) {
                    tally.rejected(new Rejected(uri.apply(item), FileScan.UNREADABLE, String.valueOf(e.getMessage())));
                } catch (RefusedException e) {
                    if (e.refusal().passing()) {
                        throw e; // it says nothing of this one: the others would fare no better
                    }
                    tally.rejected(new Rejected(
                            uri.apply(item), e.refusal().code(), e.refusal().detail()));
                }
                progress.at(sent.incrementAndGet());
            });
        }
        return ids;
    }
}
