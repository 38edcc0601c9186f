package io.millrace.cli.ingest;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.ReindexRunView;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Output;
import io.millrace.core.document.ObjectUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Buckets into a Millrace on this machine: each is registered, then compared with what is indexed. Millrace reads the objects itself, with its own
 * credentials; nothing goes through the command line.
 */
final class BucketIngestion {

    private static final String BUCKET = "(?i)(s3|gs|az)://.*";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final MillraceClient client;
    private final ReindexCompletion completion;
    private final Output output;

    BucketIngestion(Connection connection, Output output) {
        this.output = output;
        this.client = connection.client().patient(PATIENCE);
        this.completion = new ReindexCompletion(client);
    }

    static boolean isBucket(String argument) {
        return argument.matches(BUCKET);
    }

    /** Whether an argument looks like a bucket and lacks its name. */
    static boolean namesNone(String argument) {
        return argument.matches("(?i)(s3|gs|az):/*");
    }

    /**
     * Takes in all that lies there.
     *
     * @param access who may see it; empty for the default
     * @param wait whether to return only when all can be found
     */
    IngestReport run(List<String> buckets, List<String> access, boolean wait) {
        long start = System.nanoTime();
        Map<String, DocumentView> before = new HashMap<>();
        if (wait) {
            client.eachDocument(document -> before.put(document.id(), document));
        }
        Set<String> known = wait ? new HashSet<>(client.sources()) : Set.of();
        List<ReindexRunView> runs = new ArrayList<>();
        List<Rejected> nothing = new ArrayList<>();
        for (String bucket : buckets) {
            String uri = client.registerSource(bucket, access);
            ReindexRunView run = client.reindex(uri, false);
            runs.add(wait ? completion.await(run) : run);
            if (wait && runs.getLast().foundNothing()) {
                nothing(uri, known.contains(uri)).ifPresent(nothing::add);
            }
        }
        List<DocumentView> touched = new ArrayList<>();
        if (wait) {
            completion.awaitSettled(runs).stream()
                    .filter(document -> isTouched(document, before.get(document.id())))
                    .forEach(touched::add);
        }
        return report(runs, nothing, touched, System.nanoTime() - start);
    }

    /** A bucket may be empty; a part of one of which nothing is there is a slip of the pen, and was registered just now for nothing. */
    private Optional<Rejected> nothing(String uri, boolean known) {
        String key = ObjectUri.parse(uri).key();
        if (known || key.isEmpty()) {
            output.note(
                    "there is nothing at " + uri + " now; what comes there is found at night, or by the next ingest");
            return Optional.empty();
        }
        client.forgetSource(uri);
        String dots = ("/" + key).matches(".*/\\.{1,2}/.*") ? ", and with dots in it, which lead nowhere else" : "";
        return Optional.of(new Rejected(
                uri,
                "nothing-there",
                "no object's name begins so: is it spelled as in the store" + dots
                        + "? Once something is there, ingest it again"));
    }

    /** What was rejected is tried again by every run. */
    private static boolean isTouched(DocumentView now, @Nullable DocumentView before) {
        return now.is("rejected") || before == null || !Objects.equals(now.searchableAt(), before.searchableAt());
    }

    private static IngestReport report(
            List<ReindexRunView> runs, List<Rejected> nothing, List<DocumentView> touched, long nanos) {
        Stream<Rejected> failed = runs.stream()
                .flatMap(run -> run.failed().stream())
                .map(each -> new Rejected(each.uri(), "not-compared", each.reason()));
        List<Rejected> rejected = Stream.of(nothing.stream(), failed, Rejected.among(touched).stream())
                .flatMap(each -> each)
                .toList();
        List<DocumentView> indexed =
                touched.stream().filter(document -> document.is("indexed")).toList();
        long changed = runs.stream().mapToLong(ReindexRunView::changed).sum();
        long removed = runs.stream().mapToLong(ReindexRunView::removed).sum();
        long unchanged = runs.stream().mapToLong(ReindexRunView::unchanged).sum();
        long chunks = indexed.stream().mapToLong(DocumentView::chunks).sum();
        long embedded = indexed.stream()
                .mapToLong(document -> Objects.requireNonNullElse(document.chunksEmbedded(), document.chunks()))
                .sum();
        double seconds = Math.max(1, nanos / 1_000_000) / 1000.0;
        return new IngestReport(
                Math.toIntExact(changed + removed),
                indexed.size(),
                Math.toIntExact(unchanged),
                rejected,
                Math.toIntExact(removed),
                0,
                chunks,
                embedded,
                seconds,
                Math.round(indexed.size() / seconds * 100) / 100.0);
    }
}
