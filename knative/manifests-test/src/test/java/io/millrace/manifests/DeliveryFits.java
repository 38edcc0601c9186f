package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Trigger sends fits what its function takes. The broker waits longer for an answer than the function may take,
 * or it would send again what is still being worked on. A Kafka Trigger keeps 50 events in flight and a pod takes N at
 * once and queues 10·N, so N is at least 5, or a waking pod answers 503.
 */
final class DeliveryFits implements Rule {

    private static final int LEAST_CONCURRENCY = 5;
    private static final int MOST_SECONDS = 600;

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        manifests.pods().filter(Pod::isFunction).forEach(pod -> {
            int seconds = pod.spec().path("timeoutSeconds").asInt(0);
            if (seconds < 1 || seconds > MOST_SECONDS) {
                findings.add(pod.finding("timeoutSeconds must be 1 to " + MOST_SECONDS + ": " + seconds));
            }
            int concurrency = pod.spec().path("containerConcurrency").asInt(0);
            if (concurrency < LEAST_CONCURRENCY) {
                findings.add(
                        pod.finding("containerConcurrency must be at least " + LEAST_CONCURRENCY + ": " + concurrency));
            }
        });
        manifests.all(Manifests.EVENTING, "Trigger").forEach(trigger -> checkTimeout(manifests, trigger, findings));
        return findings;
    }

    private static void checkTimeout(Manifests manifests, JsonNode trigger, List<Finding> findings) {
        JsonNode own = trigger.at("/spec/delivery/timeout");
        JsonNode timeout = own.isMissingNode() ? ofBroker(manifests, trigger) : own;
        if (timeout.isMissingNode()) {
            findings.add(new Finding(
                    Manifests.label(trigger),
                    "neither it nor its Broker sets delivery.timeout: the in-memory broker waits for ever"));
            return;
        }
        long allowed = manifests
                .find(
                        Manifests.SERVING,
                        "Service",
                        trigger.at("/spec/subscriber/ref/name").asText())
                .map(service -> service.at("/spec/template/spec/timeoutSeconds").asLong())
                .orElse(0L);
        try {
            Duration waits = Duration.parse(timeout.asText());
            if (waits.toSeconds() <= allowed) {
                findings.add(new Finding(
                        Manifests.label(trigger),
                        "delivery.timeout " + waits + " must exceed its function's " + allowed + " s"));
            }
        } catch (DateTimeParseException e) {
            findings.add(new Finding(Manifests.label(trigger), "delivery.timeout is no ISO 8601 duration: " + timeout));
        }
    }

    private static JsonNode ofBroker(Manifests manifests, JsonNode trigger) {
        return manifests
                .find(Manifests.EVENTING, "Broker", trigger.at("/spec/broker").asText())
                .map(broker -> broker.at("/spec/delivery/timeout"))
                .orElseGet(MissingNode::getInstance);
    }
}
