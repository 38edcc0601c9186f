package io.millrace.answering;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ReindexRuns;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The latest comparison of all sources together, and of each folder, bucket and database by itself, as far as there was one lately: the first is the schedule's. */
final class LatestRuns {

    private LatestRuns() {}

    /** @param roots what is registered; pages and single documents among them are compared with all others only */
    static List<ReindexResource.RunView> of(ReindexRuns runs, List<SourceRoot> roots) {
        Stream<String> scopes = roots.stream()
                .map(SourceRoot::uri)
                .filter(uri -> uri.endsWith("/") && !uri.startsWith("http"))
                .sorted();
        return Stream.concat(Stream.of(""), scopes)
                .map(scope -> runs.find(DocumentKey.DEFAULT_TENANT, scope))
                .flatMap(Optional::stream)
                .map(ReindexResource.RunView::of)
                .toList();
    }
}
