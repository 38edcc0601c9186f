package io.millrace.topology;

import io.fabric8.knative.duck.v1.DeliverySpec;
import org.jspecify.annotations.Nullable;

/** What holds where a Trigger and its Broker both say how to deliver. */
interface DeliveryMerge {

    /** The delivery of a Trigger that says something itself. */
    DeliverySpec merge(DeliverySpec trigger, @Nullable DeliverySpec broker);

    /** The backoff delay, in ISO 8601, of a delivery that has retries and says none. */
    String impliedBackoffDelay();
}
