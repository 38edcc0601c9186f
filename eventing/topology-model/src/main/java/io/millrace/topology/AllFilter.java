package io.millrace.topology;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes events that pass each of the inner filters. The first that does not pass or fails decides on the in-memory broker. */
record AllFilter(List<EventFilter> filters) implements EventFilter {

    AllFilter {
        filters = List.copyOf(filters);
    }

    @Override
    public FilterOutcome evaluate(Map<String, String> attributes) {
        @Nullable String error = null;
        for (EventFilter filter : filters) {
            FilterOutcome outcome = filter.evaluate(attributes);
            error = error == null ? outcome.error() : error;
            if (!outcome.passes()) {
                return new FilterOutcome(false, error);
            }
        }
        return new FilterOutcome(true, error);
    }

    @Override
    public TypeMatch matchesType(String type) {
        return filters.stream().map(filter -> filter.matchesType(type)).reduce(TypeMatch.YES, TypeMatch::and);
    }
}
