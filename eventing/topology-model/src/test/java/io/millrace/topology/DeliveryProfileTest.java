package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryProfileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka | ''                                  | ''                    | 10 | 400 | 800",
                "mt    | ''                                  | ''                    | 10 | 200 | 400",
                "kafka | 'retry: 3, backoffDelay: PT0.5S'    | ''                    | 3  | 1000 | 2000",
                "mt    | 'retry: 3, backoffDelay: PT0.5S'    | ''                    | 3  | 500 | 1000",
                "kafka | 'retry: 3, backoffDelay: PT0.5S'    | 'retry: 0'            | 3  | 1000 | 2000",
                "mt    | 'retry: 3, backoffDelay: PT0.5S'    | 'retry: 0'            | 0  | 0 | 0",
                "kafka | 'retry: 3, backoffDelay: PT0.5S'    | 'backoffPolicy: linear' | 3  | 500 | 1000",
                "mt    | 'retry: 3, backoffDelay: PT0.5S'    | 'backoffPolicy: linear' | 0  | 0 | 0",
                "mt    | 'retry: 3, backoffDelay: PT0.5S, backoffPolicy: linear' | '' | 3  | 0 | 500",
                "kafka | ''                                  | 'retry: 0'            | 0  | 400 | 800",
                "kafka | ''                                  | 'retry: 3'            | 3  | 400 | 800",
                "mt    | ''                                  | 'retry: 3'            | 3  | 0 | 0",
            })
    void mergesAndWaitsAsItsBrokerDoes(
            String name, String broker, String trigger, int retry, long firstWaitMillis, long secondWaitMillis)
            throws IOException {
        DeliveryProfile profile = DeliveryProfile.of(name);

        Delivery delivery = delivery(profile, broker, trigger);

        assertThat(delivery.retry()).isEqualTo(retry);
        if (retry > 0) {
            assertThat(profile.wait(delivery, 1)).isEqualTo(Duration.ofMillis(firstWaitMillis));
            assertThat(profile.wait(delivery, 2)).isEqualTo(Duration.ofMillis(secondWaitMillis));
        }
    }

    @Test
    void hasNoOtherName() {
        assertThatThrownBy(() -> DeliveryProfile.of("rabbit"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("rabbit")
                .hasMessageContaining("kafka or mt");
    }

    private Delivery delivery(DeliveryProfile profile, String broker, String trigger) throws IOException {
        Files.writeString(
                folder.resolve("broker.yaml"),
                "{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b}" + spec(broker, "") + "}");
        Files.writeString(
                folder.resolve("trigger.yaml"),
                "{apiVersion: eventing.knative.dev/v1, kind: Trigger, metadata: {name: t}"
                        + spec(trigger, "broker: b, subscriber: {uri: 'http://localhost/'}") + "}");
        return Topology.load(List.of(folder), profile).triggers().getFirst().delivery();
    }

    private static String spec(String delivery, String more) {
        String part = delivery.isEmpty() ? "" : "delivery: {" + delivery + "}";
        return ", spec: {" + part + (part.isEmpty() || more.isEmpty() ? "" : ", ") + more + "}";
    }
}
