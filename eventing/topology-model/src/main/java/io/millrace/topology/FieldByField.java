package io.millrace.topology;

import io.fabric8.knative.duck.v1.DeliverySpec;
import io.fabric8.knative.duck.v1.DeliverySpecBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka broker's rule: what the Trigger leaves out is the Broker's, and a Trigger's {@code retry: 0} is taken for left out (eventing-kafka-broker,
 * {@code MergeEgressConfig}). Beside a Broker that says nothing, {@code retry: 0} means one attempt (measured).
 */
final class FieldByField implements DeliveryMerge {

    @Override
    public DeliverySpec merge(DeliverySpec trigger, @Nullable DeliverySpec broker) {
        if (broker == null) {
            return trigger;
        }
        Integer retry = trigger.getRetry();
        return new DeliverySpecBuilder(trigger)
                .withRetry(retry == null || retry == 0 ? broker.getRetry() : retry)
                .withBackoffPolicy(first(trigger.getBackoffPolicy(), broker.getBackoffPolicy()))
                .withBackoffDelay(first(trigger.getBackoffDelay(), broker.getBackoffDelay()))
                .withTimeout(first(trigger.getTimeout(), broker.getTimeout()))
                .withDeadLetterSink(first(trigger.getDeadLetterSink(), broker.getDeadLetterSink()))
                .build();
    }

    /** Measured: a Trigger that says {@code retry: 3} alone waits 0.4, 0.8 and 1.6 s. */
    @Override
    public String impliedBackoffDelay() {
        return Delivery.CLUSTER_DEFAULT.backoffDelay().toString();
    }

    private static <T> @Nullable T first(@Nullable T own, @Nullable T inherited) {
        return own == null ? inherited : own;
    }
}
