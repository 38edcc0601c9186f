package io.millrace.topology;

import java.util.Map;

/** Passes events that don't pass the inner filter. */
record NotFilter(EventFilter filter) implements EventFilter {

    @Override
    public FilterOutcome evaluate(Map<String, String> attributes) {
        return filter.evaluate(attributes).negated();
    }

    @Override
    public boolean couldMatchType(String type) {
        return !(filter instanceof ExactFilter(Map<String, String> wanted) && wanted.equals(Map.of("type", type)));
    }
}
