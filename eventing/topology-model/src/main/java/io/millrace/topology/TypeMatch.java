package io.millrace.topology;

import java.util.Map;

/**
 * Whether an event passes a filter, when only its type is known; by three-valued logic (Kleene's). Where evaluating an expression notes an error, as at a missing
 * attribute, {@link #YES} is the Kafka broker's answer: the in-memory one delivers nothing then.
 */
public enum TypeMatch {
    /** Each passes. */
    YES,
    /** None passes. */
    NO,
    /** It depends on other attributes, or can't be told. */
    UNKNOWN;

    static TypeMatch of(boolean passes) {
        return passes ? YES : NO;
    }

    /** Of a filter that wants {@code wanted}, one value each attribute, where {@code fits} says it of the type. */
    static TypeMatch of(boolean fits, Map<String, String> wanted) {
        boolean typeOnly = wanted.entrySet().stream()
                .allMatch(entry ->
                        entry.getKey().equals("type") || entry.getValue().isEmpty());
        return fits && !typeOnly ? UNKNOWN : of(fits);
    }

    TypeMatch negated() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
        };
    }

    TypeMatch and(TypeMatch other) {
        if (this == NO || other == NO) {
            return NO;
        }
        return this == YES ? other : UNKNOWN;
    }

    TypeMatch or(TypeMatch other) {
        return negated().and(other.negated()).negated();
    }

    TypeMatch xor(TypeMatch other) {
        return this == UNKNOWN || other == UNKNOWN ? UNKNOWN : of(this != other);
    }
}
