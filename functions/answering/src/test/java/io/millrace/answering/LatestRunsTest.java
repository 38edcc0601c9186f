package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Failed;
import io.millrace.core.ingest.ReindexRun.Stage;
import io.millrace.core.ingest.ReindexRuns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatestRunsTest {

    private static final Instant NIGHT = Instant.parse("2026-12-01T03:17:00Z");

    @Test
    void givesTheRunOfAllAndThatOfEachFolderBucketAndDatabase() {
        ReindexRun all = run("", List.of(new Failed("s3://away/", "it can't be reached")));
        ReindexRun folder = run("file:///docs/", List.of());
        ReindexRun page = run("https://example.org/", List.of());
        List<SourceRoot> roots = Stream.of("file:///docs/", "s3://away/", "file:///a.txt", "https://example.org/")
                .map(uri -> SourceRoot.of(uri, AccessList.EVERYONE))
                .toList();

        List<ReindexResource.RunView> latest = LatestRuns.of(holding(all, folder, page), roots);

        assertThat(latest).extracting(ReindexResource.RunView::scope).containsExactly("", "file:///docs/");
        assertThat(latest.getFirst().failed())
                .containsExactly(new ReindexResource.RunView.Failed("s3://away/", "it can't be reached"));
        assertThat(latest.getFirst().touchedAt()).isEqualTo(NIGHT);
    }

    private static ReindexRun run(String scope, List<Failed> failed) {
        return new ReindexRun("r", "default", scope, false, Stage.DONE, null, 3, 1, 2, 4, failed, NIGHT, NIGHT);
    }

    private static ReindexRuns holding(ReindexRun... runs) {
        return new ReindexRuns() {
            @Override
            public ReindexRun change(String tenant, String scope, Change change) {
                throw new UnsupportedOperationException("a look changes nothing");
            }

            @Override
            public Optional<ReindexRun> find(String tenant, String scope) {
                return Stream.of(runs).filter(run -> run.scope().equals(scope)).findFirst();
            }
        };
    }
}
