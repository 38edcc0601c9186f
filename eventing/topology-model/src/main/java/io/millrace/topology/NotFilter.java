package io.millrace.topology;

import java.util.Map;

/** Passes events that don't pass the inner filter. */
record NotFilter(EventFilter filter) implements EventFilter {

    @Override
    public FilterOutcome evaluate(Map<String, String> attributes) {
        return filter.evaluate(attributes).negated();
    }

    @Override
    public TypeMatch matchesType(String type) {
        return filter.matchesType(type).negated();
    }
}
