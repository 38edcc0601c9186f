package io.millrace.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.client.ReindexRunView;
import io.millrace.cli.ingest.Rejected;
import io.millrace.cli.session.CliFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourcesAddTest {

    private static final Rejected EMPTY = new Rejected("row://shop/public.products/1", "document-empty", "no text");

    @Test
    void endsAsIngestDoesWhereRowsAreRejected() {
        assertThat(SourcesCommand.exitCode(run(2), List.of())).isZero();
        assertThat(SourcesCommand.exitCode(run(2), List.of(EMPTY))).isEqualTo(CliFailure.PARTLY);
        assertThat(SourcesCommand.exitCode(run(1), List.of(EMPTY))).isEqualTo(CliFailure.FAILED);
    }

    private static ReindexRunView run(long changed) {
        return new ReindexRunView(
                "r", "row://shop/", "changed", true, changed, 0, 0, List.of(), "2026-12-01T00:00:00Z");
    }
}
