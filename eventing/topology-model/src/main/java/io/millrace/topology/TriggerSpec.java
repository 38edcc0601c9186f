package io.millrace.topology;

/**
 * A Trigger: which events of a Broker go to which subscriber, and how.
 *
 * @param delivery merged with the Broker's, as the {@link DeliveryProfile} says
 * @param ordered whether events with the same {@code partitionkey} are delivered one after another
 * @param file the file that declares it
 * @param step what it says of a third party's step
 */
public record TriggerSpec(
        String name,
        String brokerName,
        EventFilter filter,
        Destination subscriber,
        Delivery delivery,
        boolean ordered,
        String file,
        StepSpec step) {

    /** A Trigger that says nothing of a step. */
    public TriggerSpec(
            String name,
            String brokerName,
            EventFilter filter,
            Destination subscriber,
            Delivery delivery,
            boolean ordered,
            String file) {
        this(name, brokerName, filter, subscriber, delivery, ordered, file, StepSpec.NONE);
    }

    /** Where its file says what it wants. */
    public String filterPath() {
        return filter instanceof ExactFilter ? "spec.filter.attributes" : "spec.filters";
    }
}
