package io.millrace.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyDrawingTest {

    private static final Path SHIPPED = Path.of("../topology");
    private static final Path STEP = Path.of("src/test/resources/TopologyCheckTest/step");

    @Test
    void showsTheChainFromTypeToType() {
        String text = new TopologyDrawing(Topology.load(SHIPPED)).text();

        assertThat(text)
                .contains(
                        "document.changed  from answering, intake, reindexing\n"
                                + "  document-changed-chunking  →  Service chunking  →  chunks.prepared, document.indexed, document.rejected\n")
                .contains("document.unindexed  from embedding\n  taken by no Trigger: an outcome\n")
                .contains(
                        "reindex.requested  from answering, intake, reindexing\n  reindex-requested-reindexing (ordered)");
    }

    @Test
    void drawsAStepWhereItStands() {
        String mermaid = new TopologyDrawing(Topology.load(List.of(SHIPPED, STEP))).mermaid();

        assertThat(mermaid)
                .startsWith("flowchart LR\n")
                .contains("  chunking -->|chunks.prepared| redact\n")
                .contains("  redact -->|org.example.redacted| embedding\n")
                .contains("  redact[/redact/]\n")
                .doesNotContain("|chunks.prepared| embedding");
    }

    @Test
    void thePictureInTheReadmeIsDrawnFromTheTopology() throws IOException {
        String readme = Files.readString(Path.of("../../README.md"));

        assertThat(readme)
                .as("write there what 'scripts/millrace topology show --mermaid' says")
                .contains("```mermaid\n" + new TopologyDrawing(Topology.load(SHIPPED)).mermaid() + "```\n");
    }
}
