package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The topology that the repository ships. */
class ShippedTopologyTest {

    private final Topology topology = Topology.load(Path.of("../topology"));

    @Test
    void ordersReindexingOnly() {
        assertThat(topology.triggers().stream().filter(TriggerSpec::ordered).map(TriggerSpec::name))
                .containsExactly("ping-reindexing", "reindex-requested-reindexing");
    }

    @Test
    void asksForAReindexEachNight() {
        PingSourceSpec nightly = topology.pingSources().getFirst();

        assertThat(nightly.source()).isEqualTo("/apis/v1/namespaces/millrace/pingsources/nightly-reindex");
        assertThat(nightly.schedule().next(Instant.parse("2026-11-24T12:00:00Z")))
                .contains(Instant.parse("2026-11-25T03:17:00Z"));
    }
}
