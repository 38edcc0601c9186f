package io.millrace.source.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table, or the members of a collection, become documents.
 *
 * @param table with its schema or key space where the mapping names one, such as {@code public.products}
 * @param key columns that name a row, at least one
 * @param title template of one line
 * @param body template of the text; null for a section for each of {@code sections}
 * @param sections columns that make up the text where there is no {@code body}
 * @param joins by name
 * @param metadata columns to filter by
 * @param language of the text
 * @param access who may see it
 * @param never columns never to be read, those of joined tables with the join's name and a dot before them
 * @param line where in the mapping, from 1
 */
public record DocumentMapping(
        String table,
        List<String> key,
        RowTemplate title,
        @Nullable RowTemplate body,
        List<Reference> sections,
        Map<String, Join> joins,
        List<MetadataColumn> metadata,
        LanguageRule language,
        AccessRule access,
        Set<String> never,
        int line) {

    public DocumentMapping {
        key = List.copyOf(key);
        sections = List.copyOf(sections);
        joins = Collections.unmodifiableMap(new LinkedHashMap<>(joins));
        metadata = List.copyOf(metadata);
        never = Set.copyOf(never);
    }

    /** All columns whose contents are used, of the table's own and of joined ones. */
    public List<Reference> references() {
        List<Reference> all = new ArrayList<>(title.references());
        if (body != null) {
            all.addAll(body.references());
        }
        all.addAll(sections);
        metadata.forEach(column -> all.add(column.reference()));
        if (language instanceof LanguageRule.FromColumn(Reference reference)) {
            all.add(reference);
        }
        if (access instanceof AccessRule.FromColumns(List<AccessRule.Column> columns)) {
            columns.forEach(column -> all.add(column.reference()));
        }
        return all;
    }

    /** Columns of the table itself to read, each once; those of the key come besides. What only joins refer to is not among them. */
    public Set<String> columns() {
        Set<String> own = new LinkedHashSet<>();
        references().stream()
                .filter(reference -> reference.join() == null)
                .forEach(reference -> own.add(reference.column()));
        return own;
    }

    /** Its own table and the joined ones. */
    public Set<String> tables() {
        Set<String> all = new LinkedHashSet<>();
        Stream.concat(Stream.of(table), joins.values().stream().map(Join::table))
                .forEach(all::add);
        return all;
    }
}
