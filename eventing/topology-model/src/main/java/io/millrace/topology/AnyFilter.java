package io.millrace.topology;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes events that pass at least one of the inner filters. On the in-memory broker one that passes outweighs those that fail. */
record AnyFilter(List<EventFilter> filters) implements EventFilter {

    AnyFilter {
        filters = List.copyOf(filters);
    }

    @Override
    public FilterOutcome evaluate(Map<String, String> attributes) {
        boolean passes = false;
        @Nullable String error = null;
        for (EventFilter filter : filters) {
            FilterOutcome outcome = filter.evaluate(attributes);
            if (outcome.equals(FilterOutcome.MATCH)) {
                return outcome;
            }
            passes |= outcome.passes();
            error = error == null ? outcome.error() : error;
        }
        return new FilterOutcome(passes, error);
    }

    @Override
    public TypeMatch matchesType(String type) {
        return filters.stream().map(filter -> filter.matchesType(type)).reduce(TypeMatch.NO, TypeMatch::or);
    }
}
