package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncomingEventTest {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void handsOnTenantTraceAndHops() {
        IncomingEvent<String> event =
                IncomingEvent.of(event().extensions(Map.of("tenant", "acme", "traceparent", TRACEPARENT, "hops", "3"))
                        .build("data"));

        assertThat(event.context().tenant()).isEqualTo("acme");
        assertThat(event.context().traceparent()).isEqualTo(TRACEPARENT);
        assertThat(event.context().hops()).isEqualTo(3);
        assertThat(event.context().next().hops()).isEqualTo(4);
        assertThat(event.payload()).isEqualTo("data");
    }

    @Test
    void startsATraceWhereTheSenderHasNone() {
        IncomingEvent<String> event = IncomingEvent.of(event().build("data"));

        assertThat(event.context().traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(event.context().tenant()).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /s, t, 1.0, event-attribute-missing",
        "1, '', t, 1.0, event-attribute-missing",
        "1, /s, '', 1.0, event-attribute-missing",
        "1, /s, t, 0.2, event-attribute-invalid"
    })
    void rejectsMissingAndWrongAttributes(String id, String source, String type, String version, String code) {
        CloudEvent<String> event = CloudEventBuilder.create()
                .specVersion(version)
                .id(id)
                .source(source)
                .type(type)
                .build("data");

        assertRejected(event, Category.INVALID, code);
    }

    @Test
    void rejectsAnEventWithoutData() {
        assertThatThrownBy(() -> IncomingEvent.of(event().build()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.problem().code()).isEqualTo("event-data-missing"));
    }

    @ParameterizedTest
    @CsvSource({"33, UNPROCESSABLE, event-loop", "-1, UNPROCESSABLE, event-loop", "x, INVALID, event-attribute-invalid"
    })
    void rejectsALoopAndHopsThatAreNoNumber(String hops, Category category, String code) {
        assertRejected(event().extensions(Map.of("hops", hops)).build("data"), category, code);
    }

    private static void assertRejected(CloudEvent<String> event, Category category, String code) {
        assertThatThrownBy(() -> IncomingEvent.of(event)).isInstanceOfSatisfying(ProblemException.class, failure -> {
            assertThat(failure.problem().category()).isEqualTo(category);
            assertThat(failure.problem().code()).isEqualTo(code);
        });
    }

    private static CloudEventBuilder event() {
        return CloudEventBuilder.create()
                .specVersion("1.0")
                .id("1")
                .source("/s")
                .type("t");
    }
}
