package io.millrace.deployer;

import java.util.List;
import java.util.Locale;

/**
 * What became of an object.
 *
 * @param reason why it is not as it should be, and the remedy; else empty
 * @param differences what the apply changed, or would
 */
public record ObjectReport(
        ObjectName object, Action action, State state, String reason, List<FieldDifference> differences) {

    public ObjectReport {
        differences = List.copyOf(differences);
    }

    ObjectReport(ObjectName object, Action action, State state, String reason) {
        this(object, action, state, reason, List.of());
    }

    ObjectReport now(State newState, String newReason) {
        return new ObjectReport(object, action, newState, newReason, differences);
    }

    /** What it is like in the end. */
    public enum State {
        READY,
        /** There, but it does not do yet what it is for. */
        WAITING,
        FAILED,
        GONE,
        /** Not looked at. */
        UNKNOWN;

        /** As in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
