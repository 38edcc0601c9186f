package io.millrace.topology;

import io.fabric8.knative.duck.v1.DeliverySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how a Trigger's events are delivered, from its own delivery and its Broker's, merged as the {@link DeliveryProfile} says. */
final class DeliveryReader {

    private final @Nullable DeliverySpec broker;
    private final BrokerSpec brokerSpec;
    private final DeliveryMerge merge;
    private final Delivery ofBroker;

    /** Names the Broker's own mistakes in the Broker's file. */
    DeliveryReader(@Nullable DeliverySpec broker, BrokerSpec brokerSpec, DeliveryProfile profile, Findings findings) {
        this.broker = broker;
        this.brokerSpec = brokerSpec;
        this.merge = profile.merge();
        this.ofBroker = broker == null ? Delivery.CLUSTER_DEFAULT : read(broker, brokerSpec, merge, findings);
    }

    Delivery merged(@Nullable DeliverySpec trigger, Findings findings) {
        return trigger == null ? ofBroker : read(merge.merge(trigger, broker), brokerSpec, merge, findings);
    }

    private static Delivery read(DeliverySpec spec, BrokerSpec brokerSpec, DeliveryMerge merge, Findings findings) {
        refuseUnsupported(spec, findings);
        int retry = Objects.requireNonNullElse(spec.getRetry(), 0);
        if (retry < 0) {
            findings.add("spec.delivery.retry", retry + " is negative.", "Use 0 or more.");
            retry = 0;
        }
        String delay =
                Objects.requireNonNullElse(spec.getBackoffDelay(), retry > 0 ? merge.impliedBackoffDelay() : "PT0S");
        Optional<Duration> timeout = duration(text(spec.getTimeout()), "spec.delivery.timeout", findings);
        return new Delivery(
                retry,
                policy(text(spec.getBackoffPolicy()), findings),
                duration(delay, "spec.delivery.backoffDelay", findings).orElse(Duration.ZERO),
                timeout.filter(Duration::isPositive).orElse(null),
                sink(spec, brokerSpec, findings));
    }

    private static @Nullable Destination sink(DeliverySpec spec, BrokerSpec brokerSpec, Findings findings) {
        return spec.getDeadLetterSink() == null
                ? null
                : DestinationReader.read(
                                spec.getDeadLetterSink(),
                                "spec.delivery.deadLetterSink",
                                brokerSpec.namespace(),
                                findings)
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

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
