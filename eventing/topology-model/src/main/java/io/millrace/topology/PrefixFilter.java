package io.millrace.topology;

import java.util.Map;

/**
 * Passes events in which the values start with those given, in every named attribute. As on the Kafka broker, an empty value passes
 * everything (measured; see the README).
 */
record PrefixFilter(Map<String, String> wanted) implements EventFilter {

    PrefixFilter {
        wanted = Map.copyOf(wanted);
    }

    @Override
    public FilterOutcome evaluate(Map<String, String> attributes) {
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            String value = attributes.get(entry.getKey());
            if (!entry.getValue().isEmpty() && (value == null || !value.startsWith(entry.getValue()))) {
                return FilterOutcome.NO_MATCH;
            }
        }
        return FilterOutcome.MATCH;
    }

    @Override
    public TypeMatch matchesType(String type) {
        return TypeMatch.of(type.startsWith(wanted.getOrDefault("type", "")), wanted);
    }
}
