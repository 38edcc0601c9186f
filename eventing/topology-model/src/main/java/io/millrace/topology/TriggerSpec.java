package io.millrace.topology;

/**
 * A Trigger: which events of a Broker go to which subscriber, and how.
 *
 * @param delivery merged with the Broker's, as the {@link DeliveryProfile} says
 * @param ordered whether events with the same {@code partitionkey} are delivered one after another
 * @param file the file that declares it
 */
public record TriggerSpec(
        String name,
        String brokerName,
        EventFilter filter,
        Destination subscriber,
        Delivery delivery,
        boolean ordered,
        String file) {}
