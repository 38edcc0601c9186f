package io.millrace.index.opensearch;

import io.millrace.core.document.AccessList;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.index.pgvector.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which documents a question may find, as conditions of a query that all must hold. */
record Admission(Visibility visibility, Filter filter) {

    List<Object> conditions() {
        List<Object> conditions = new ArrayList<>();
        conditions.add(term("tenant", visibility.tenant()));
        conditions.add(Map.of(
                "terms",
                Map.of(
                        "access",
                        visibility.principals().stream()
                                .filter(AccessList::isPrincipal)
                                .toList())));
        String prefix = visibility.uriPrefix();
        if (prefix != null && !prefix.isEmpty()) {
            conditions.add(startsWith("uri", prefix));
        }
        if (!filter.sources().isEmpty()) {
            List<Object> sources = new ArrayList<>();
            for (String source : filter.sources()) {
                sources.add(source.endsWith("/") ? startsWith("uri", source) : term("uri", source));
            }
            conditions.add(Map.of("bool", Map.of("should", sources)));
        }
        if (filter.path() != null) {
            conditions.add(startsWith("path", filter.path()));
        }
        addAnyOf(conditions, "content_type", filter.contentTypes());
        addAnyOf(conditions, "languages", filter.languages());
        addAnyOf(conditions, "tags", filter.tags());
        if (!filter.documents().isEmpty()) {
            conditions.add(ids(filter.documents()));
        }
        if (filter.changedFrom() != null) {
            conditions.add(changed("gte", filter.changedFrom().toEpochMilli()));
        }
        if (filter.changedBefore() != null) {
            conditions.add(changed("lt", filter.changedBefore().toEpochMilli()));
        }
        filter.where().forEach(condition -> conditions.add(MetadataTerms.query(condition)));
        return conditions;
    }

    static Object term(String field, String value) {
        return Map.of("term", Map.of(field, value));
    }

    static Object ids(Collection<String> documents) {
        return Map.of("ids", Map.of("values", documents));
    }

    private static Object startsWith(String field, String prefix) {
        return Map.of("prefix", Map.of(field, prefix));
    }

    private static Object changed(String bound, long millis) {
        return Map.of("range", Map.of("changed_millis", Map.of(bound, millis)));
    }

    /** Long values are kept as their hashes. */
    private static void addAnyOf(List<Object> conditions, String field, Collection<String> values) {
        if (!values.isEmpty()) {
            conditions.add(Map.of(
                    "terms", Map.of(field, values.stream().map(Words::key).toList())));
        }
    }
}
