package io.millrace.broker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker does just now.
 *
 * @param accepted events taken at the ingress since the start
 * @param delivered events that a subscriber took since the start
 * @param deadLetters dead letters that are kept
 * @param storeBytes the size of the broker's file
 * @param failure why the broker can't store events any more; null while all is well
 */
public record BrokerStatus(
        long accepted,
        long delivered,
        long deadLetters,
        long storeBytes,
        List<TriggerStatus> triggers,
        @Nullable String failure) {

    public BrokerStatus {
        triggers = List.copyOf(triggers);
    }

    /** Events that wait for a delivery, or are under way. */
    public long pending() {
        return triggers.stream().mapToLong(TriggerStatus::pending).sum();
    }

    /** Whether any Trigger waits for a model Service. */
    public boolean paused() {
        return triggers.stream().anyMatch(TriggerStatus::paused);
    }

    /**
     * One Trigger.
     *
     * @param pending events that wait or are under way, those on their way to the dead-letter sink included
     * @param paused whether it waits for a model Service
     */
    public record TriggerStatus(String name, long pending, long delivered, boolean paused) {}
}
