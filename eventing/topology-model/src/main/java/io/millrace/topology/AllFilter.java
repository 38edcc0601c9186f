package io.millrace.topology;

import java.util.List;
import java.util.Map;

/** Passes events that pass each of the inner filters. */
record AllFilter(List<EventFilter> filters) implements EventFilter {

    AllFilter {
        filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(Map<String, String> attributes) {
        return filters.stream().allMatch(filter -> filter.matches(attributes));
    }

    @Override
    public boolean couldMatchType(String type) {
        return filters.stream().allMatch(filter -> filter.couldMatchType(type));
    }
}
