package io.millrace.topology;

import io.fabric8.knative.eventing.v1.SubscriptionsAPIFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a Trigger's {@code filters}, or its {@code filter} where that list is empty. */
final class FilterReader {

    private static final EventFilter EVERYTHING = new AllFilter(List.of());

    private FilterReader() {}

    static EventFilter read(io.fabric8.knative.eventing.v1.TriggerSpec spec, Findings findings) {
        if (spec.getFilters() != null && !spec.getFilters().isEmpty()) {
            return new AllFilter(all(spec.getFilters(), "spec.filters", findings));
        }
        if (spec.getFilter() != null && spec.getFilter().getAttributes() != null) {
            checkNames(spec.getFilter().getAttributes(), "spec.filter.attributes", findings);
            return new ExactFilter(spec.getFilter().getAttributes());
        }
        return EVERYTHING;
    }

    private static List<EventFilter> all(List<SubscriptionsAPIFilter> filters, String path, Findings findings) {
        List<EventFilter> read = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            read.add(one(filters.get(i), path + "[" + i + "]", findings));
        }
        return read;
    }

    private static EventFilter one(SubscriptionsAPIFilter filter, String path, Findings findings) {
        List<EventFilter> dialects = new ArrayList<>();
        if (given(filter.getExact(), path + ".exact", findings)) {
            dialects.add(new ExactFilter(filter.getExact()));
        }
        if (given(filter.getPrefix(), path + ".prefix", findings)) {
            dialects.add(new PrefixFilter(filter.getPrefix()));
        }
        if (given(filter.getSuffix(), path + ".suffix", findings)) {
            dialects.add(new SuffixFilter(filter.getSuffix()));
        }
        if (filter.getAll() != null && !filter.getAll().isEmpty()) {
            dialects.add(new AllFilter(all(filter.getAll(), path + ".all", findings)));
        }
        if (filter.getAny() != null && !filter.getAny().isEmpty()) {
            dialects.add(new AnyFilter(all(filter.getAny(), path + ".any", findings)));
        }
        if (filter.getNot() != null) {
            dialects.add(new NotFilter(one(filter.getNot(), path + ".not", findings)));
        }
        if (filter.getCesql() != null && !filter.getCesql().isEmpty()) {
            dialects.add(cesql(filter.getCesql(), path + ".cesql", findings));
        }
        if (dialects.size() != 1) {
            findings.add(
                    path,
                    "has " + dialects.size() + " dialects.",
                    "Give exactly one of exact, prefix, suffix, all, any, not and cesql.");
            return EVERYTHING;
        }
        return dialects.getFirst();
    }

    private static EventFilter cesql(String expression, String path, Findings findings) {
        try {
            return new CesqlFilter(CesqlExpression.parse(expression));
        } catch (IllegalArgumentException e) {
            findings.add(path, "'" + expression + "' is not CESQL: " + e.getMessage() + ".", "Correct the expression.");
            return EVERYTHING;
        }
    }

    private static boolean given(@Nullable Map<String, String> attributes, String path, Findings findings) {
        if (attributes == null || attributes.isEmpty()) {
            return false;
        }
        checkNames(attributes, path, findings);
        return true;
    }

    private static void checkNames(Map<String, String> attributes, String path, Findings findings) {
        for (String name : attributes.keySet()) {
            if (!name.matches("[a-z0-9]+")) {
                findings.add(
                        path + "." + name, "is no CloudEvents attribute.", "Use lower-case letters and digits only.");
            }
        }
    }
}
