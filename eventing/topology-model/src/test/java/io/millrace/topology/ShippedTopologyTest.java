package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The topology that the repository ships. */
class ShippedTopologyTest {

    private final Topology topology = Topology.load(Path.of("../topology"));

    @Test
    void outlastsAModelThatIsAwayForAQuarterOfAnHour() {
        for (TriggerSpec trigger : topology.triggers()) {
            Delivery delivery = trigger.delivery();
            Duration waits = IntStream.rangeClosed(1, delivery.retry())
                    .mapToObj(delivery::wait)
                    .reduce(Duration.ZERO, Duration::plus);

            assertThat(waits).as(trigger.name()).isGreaterThanOrEqualTo(Duration.ofMinutes(15));
            assertThat(delivery.deadLetterSinkIfSet()).as(trigger.name()).isPresent();
        }
    }

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

    @Test
    void saysWhichTypesAndFunctionsDoNotExist() {
        assertThat(topology.problems(Set.of("millrace.document.changed.v1"), Set.of("chunking", "dead-letters")))
                .extracting(problem -> problem.file() + " " + problem.path())
                .contains(
                        "chunks-prepared-embedding.yaml spec.filter",
                        "chunks-prepared-embedding.yaml spec.subscriber.ref.name")
                .noneMatch(problem -> problem.startsWith("document-changed-chunking.yaml"));
    }
}
