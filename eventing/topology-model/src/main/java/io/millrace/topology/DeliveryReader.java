package io.millrace.topology;

import io.fabric8.knative.duck.v1.DeliverySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Merges a Trigger's delivery with its Broker's, field by field, as the Kafka broker does: what the Trigger leaves out is the Broker's, and a Trigger's
 * {@code retry: 0} is taken for left out.
 */
final class DeliveryReader {

    private final @Nullable DeliverySpec broker;
    private final BrokerSpec brokerSpec;

    DeliveryReader(@Nullable DeliverySpec broker, BrokerSpec brokerSpec, Findings findings) {
        this.broker = broker;
        this.brokerSpec = brokerSpec;
        if (broker != null) {
            merged(null, findings); // names the Broker's own mistakes in the Broker's file, also without a Trigger
        }
    }

    Delivery merged(@Nullable DeliverySpec trigger, Findings findings) {
        if (trigger == null && broker == null) {
            return Delivery.CLUSTER_DEFAULT;
        }
        DeliverySpec own = Objects.requireNonNullElseGet(trigger, DeliverySpec::new);
        DeliverySpec inherited = Objects.requireNonNullElseGet(broker, DeliverySpec::new);
        refuseUnsupported(own, findings);
        int retry = nonZero(own.getRetry()) ? own.getRetry() : Objects.requireNonNullElse(inherited.getRetry(), 0);
        if (retry < 0) {
            findings.add("spec.delivery.retry", retry + " is negative.", "Use 0 or more.");
            retry = 0;
        }
        String delay = first(own.getBackoffDelay(), inherited.getBackoffDelay());
        if (retry > 0 && delay.isEmpty()) {
            findings.add("spec.delivery.backoffDelay", "is missing beside retry.", "Say one, such as PT0.5S.");
        }
        Optional<Duration> timeout =
                duration(first(own.getTimeout(), inherited.getTimeout()), "spec.delivery.timeout", findings);
        return new Delivery(
                retry,
                policy(first(own.getBackoffPolicy(), inherited.getBackoffPolicy()), findings),
                duration(delay, "spec.delivery.backoffDelay", findings).orElse(Duration.ZERO),
                timeout.filter(Duration::isPositive).orElse(null),
                sink(own, inherited, findings));
    }

    private @Nullable Destination sink(DeliverySpec own, DeliverySpec inherited, Findings findings) {
        io.fabric8.knative.duck.v1.@Nullable Destination sink =
                own.getDeadLetterSink() == null ? inherited.getDeadLetterSink() : own.getDeadLetterSink();
        return sink == null
                ? null
                : DestinationReader.read(sink, "spec.delivery.deadLetterSink", brokerSpec.namespace(), findings)
                        .orElse(null);
    }

    private static void refuseUnsupported(DeliverySpec delivery, Findings findings) {
        findings.refuse(
                "spec.delivery.retryAfterMax",
                delivery.getRetryAfterMax() != null,
                "Retry-After is a feature that is off on Knative by default, and brokers then ignore it");
        findings.refuse("spec.delivery.format", delivery.getFormat() != null, "events are delivered in binary mode");
    }

    private static BackoffPolicy policy(String policy, Findings findings) {
        return switch (policy.toLowerCase(Locale.ROOT)) {
            case "linear" -> BackoffPolicy.LINEAR;
            case "exponential", "" -> BackoffPolicy.EXPONENTIAL;
            default -> {
                findings.add(
                        "spec.delivery.backoffPolicy", "'" + policy + "' is unknown.", "Use linear or exponential.");
                yield BackoffPolicy.EXPONENTIAL;
            }
        };
    }

    private static Optional<Duration> duration(String text, String path, Findings findings) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return Optional.of(duration);
            }
        } catch (DateTimeException e) {
            // named below, together with a negative one
        }
        findings.add(path, "'" + text + "' is no duration.", "Write it in ISO 8601, such as PT0.5S or PT10M.");
        return Optional.empty();
    }

    private static boolean nonZero(@Nullable Integer number) {
        return number != null && number != 0;
    }

    private static String first(@Nullable String own, @Nullable String inherited) {
        return Objects.requireNonNullElse(own, Objects.requireNonNullElse(inherited, ""));
    }
}
