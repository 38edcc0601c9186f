package io.millrace.topology;

import io.fabric8.knative.duck.v1.DeliverySpec;
import org.jspecify.annotations.Nullable;

/** The channel-based broker's rule: a Trigger that says anything inherits nothing. */
final class WholeReplaced implements DeliveryMerge {

    @Override
    public DeliverySpec merge(DeliverySpec trigger, @Nullable DeliverySpec broker) {
        return trigger;
    }

    /** Measured: a Trigger that says {@code retry: 3} alone does not wait. */
    @Override
    public String impliedBackoffDelay() {
        return "PT0S";
    }
}
