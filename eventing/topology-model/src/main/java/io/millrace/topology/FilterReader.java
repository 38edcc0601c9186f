package io.millrace.topology;

import io.cloudevents.sql.ParseException;
import io.fabric8.knative.eventing.v1.SubscriptionsAPIFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a Trigger's {@code filters}, or its {@code filter} where that list is empty. */
final class FilterReader {

    private static final EventFilter EVERYTHING = new AllFilter(List.of());

    private final DeliveryProfile profile;
    private final Findings findings;

    private FilterReader(DeliveryProfile profile, Findings findings) {
        this.profile = profile;
        this.findings = findings;
    }

    static EventFilter read(
            io.fabric8.knative.eventing.v1.TriggerSpec spec, DeliveryProfile profile, Findings findings) {
        return new FilterReader(profile, findings).read(spec);
    }

    private EventFilter read(io.fabric8.knative.eventing.v1.TriggerSpec spec) {
        if (spec.getFilters() != null && !spec.getFilters().isEmpty()) {
            return new AllFilter(all(spec.getFilters(), "spec.filters"));
        }
        if (spec.getFilter() != null && spec.getFilter().getAttributes() != null) {
            checkNames(spec.getFilter().getAttributes(), "spec.filter.attributes");
            return new ExactFilter(spec.getFilter().getAttributes());
        }
        return EVERYTHING;
    }

    private List<EventFilter> all(List<SubscriptionsAPIFilter> filters, String path) {
        List<EventFilter> read = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            read.add(one(filters.get(i), path + "[" + i + "]"));
        }
        return read;
    }

    private EventFilter one(SubscriptionsAPIFilter filter, String path) {
        List<EventFilter> dialects = new ArrayList<>();
        if (given(filter.getExact(), path + ".exact")) {
            dialects.add(new ExactFilter(filter.getExact()));
        }
        if (given(filter.getPrefix(), path + ".prefix")) {
            dialects.add(new PrefixFilter(filter.getPrefix()));
        }
        if (given(filter.getSuffix(), path + ".suffix")) {
            dialects.add(new SuffixFilter(filter.getSuffix()));
        }
        if (filter.getAll() != null && !filter.getAll().isEmpty()) {
            dialects.add(new AllFilter(all(filter.getAll(), path + ".all")));
        }
        if (filter.getAny() != null && !filter.getAny().isEmpty()) {
            dialects.add(new AnyFilter(all(filter.getAny(), path + ".any")));
        }
        if (filter.getNot() != null) {
            dialects.add(new NotFilter(one(filter.getNot(), path + ".not")));
        }
        if (filter.getCesql() != null && !filter.getCesql().isEmpty()) {
            dialects.add(cesql(filter.getCesql(), path + ".cesql"));
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

    private EventFilter cesql(String expression, String path) {
        try {
            return new CesqlFilter(expression, profile);
        } catch (ParseException e) {
            findings.add(path, "'" + expression + "' is not CESQL: " + e.getMessage() + ".", "Correct the expression.");
            return EVERYTHING;
        }
    }

    private boolean given(@Nullable Map<String, String> attributes, String path) {
        if (attributes == null || attributes.isEmpty()) {
            return false;
        }
        checkNames(attributes, path);
        return true;
    }

    private void checkNames(Map<String, String> attributes, String path) {
        for (String name : attributes.keySet()) {
            if (!name.matches("[a-z0-9]+")) {
                findings.add(
                        path + "." + name, "is no CloudEvents attribute.", "Use lower-case letters and digits only.");
            }
        }
    }
}
