package io.millrace.topology;

import java.util.Map;

/**
 * Which events a Trigger wants. One class per dialect of the Knative Trigger API. Attributes are the CloudEvents context attributes and extensions, by
 * lower-case name, with their values as text. A missing attribute never matches.
 */
public sealed interface EventFilter
        permits ExactFilter, PrefixFilter, SuffixFilter, AllFilter, AnyFilter, NotFilter, CesqlFilter {

    /** What this filter says of an event with these attributes, for both brokers. */
    FilterOutcome evaluate(Map<String, String> attributes);

    /** What this filter says of events of this type, whatever their other attributes are. */
    TypeMatch matchesType(String type);

    /** Whether an event of this type could pass; true where that can't be told. */
    default boolean couldMatchType(String type) {
        return matchesType(type) != TypeMatch.NO;
    }

    /** Passes events in which each of these attributes has this value. */
    static EventFilter exact(Map<String, String> attributes) {
        return new ExactFilter(attributes);
    }
}
