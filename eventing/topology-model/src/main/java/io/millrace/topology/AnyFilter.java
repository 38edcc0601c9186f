package io.millrace.topology;

import java.util.List;
import java.util.Map;

/** Passes events that pass at least one of the inner filters. */
record AnyFilter(List<EventFilter> filters) implements EventFilter {

    AnyFilter {
        filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(Map<String, String> attributes) {
        return filters.stream().anyMatch(filter -> filter.matches(attributes));
    }

    @Override
    public boolean couldMatchType(String type) {
        return filters.stream().anyMatch(filter -> filter.couldMatchType(type));
    }
}
