package io.millrace.source.row;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which documents a changed row bears on. In order: by document of the mapping, in each first the row's own under its old and new key, which may be gone, then those that the database
 * says are joined to it. The database is asked, and keys are not put together from the change, since only it knows which values count as equal.
 */
final class AffectedRows {

    private final SourceMapping mapping;
    private final RowReader reader;
    private final RowRenderer renderer;

    AffectedRows(SourceMapping mapping, RowReader reader, RowRenderer renderer) {
        this.mapping = mapping;
        this.reader = reader;
        this.renderer = renderer;
    }

    List<String> by(RowChange change, @Nullable String after, int limit) throws IOException {
        if (change.kind() == Kind.TRUNCATED) {
            throw new IllegalArgumentException("a truncation bears on all of " + change.table() + ": list the tables");
        }
        RowUri last = after == null ? null : RowUri.parse(after);
        List<String> uris = new ArrayList<>();
        boolean reached = last == null;
        for (DocumentMapping document : mapping.documents()) {
            boolean resumes = !reached && last != null && document.table().equals(last.table());
            reached |= resumes;
            if (reached) {
                add(document, change, resumes && last != null ? last.key() : null, limit, uris);
            }
            if (uris.size() == limit) {
                break;
            }
        }
        return uris;
    }

    private void add(
            DocumentMapping document, RowChange change, @Nullable List<String> after, int limit, List<String> uris)
            throws IOException {
        Set<List<String>> own = document.table().equals(change.table()) ? own(document, change) : Set.of();
        List<List<String>> inOrder = List.copyOf(own);
        int passed = after == null ? -1 : inOrder.indexOf(after);
        boolean amongOwn = after == null || passed >= 0;
        if (amongOwn) {
            for (List<String> key : inOrder.subList(passed + 1, inOrder.size())) {
                if (uris.size() == limit) {
                    return;
                }
                uris.add(renderer.uri(document, key));
            }
        }
        List<Map<String, String>> joined = joined(document, change);
        List<String> from = amongOwn ? null : after;
        while (!joined.isEmpty() && uris.size() < limit) {
            int room = limit - uris.size();
            List<List<String>> keys = reader.keysWhere(document, joined, from, room);
            keys.stream().filter(key -> !own.contains(key)).forEach(key -> uris.add(renderer.uri(document, key)));
            if (keys.size() < room) {
                return;
            }
            from = keys.getLast();
        }
    }

    private Set<List<String>> own(DocumentMapping document, RowChange change) throws IOException {
        Set<List<String>> keys = new LinkedHashSet<>();
        if (hasOld(change, document, null, document.key())) {
            add(document, change, change.before(), keys);
        }
        if (change.kind() != Kind.DELETED) {
            add(document, change, change.after(), keys);
        }
        return keys;
    }

    /** Whether there are old values to ask the change for. A log that says nothing of before says that they are the new ones, where it tells of these columns at all. */
    private boolean hasOld(RowChange change, DocumentMapping document, @Nullable Join join, Collection<String> columns)
            throws IOException {
        return switch (change.kind()) {
            case INSERTED, TRUNCATED -> false;
            case DELETED -> true;
            case UPDATED -> !change.before().isEmpty() || !reader.tellsOld(document, join, columns);
        };
    }

    /** A row with a null in its key, or with one empty text for a key, has no uri. */
    private void add(
            DocumentMapping document, RowChange change, Map<String, @Nullable String> columns, Set<List<String>> keys)
            throws IOException {
        List<@Nullable String> logged = key(document, change, columns);
        if (!logged.stream().allMatch(Objects::nonNull)) {
            return;
        }
        List<String> key = reader.spelt(
                        document, logged.stream().map(Objects::requireNonNull).toList())
                .orElseThrow(() -> incomplete(
                        change,
                        "has a key (" + String.join(", ", document.key())
                                + ") in another form than the rows themselves",
                        "let the mapping's `key` be of whole numbers, decimals, texts, dates, moments or UUIDs"));
        if (!key.equals(List.of(""))) {
            keys.add(key);
        }
    }

    private static List<@Nullable String> key(
            DocumentMapping document, RowChange change, Map<String, @Nullable String> columns) {
        List<@Nullable String> key = new ArrayList<>();
        for (String column : document.key()) {
            key.add(value(change, columns, column));
        }
        return key;
    }

    /** What own columns of the document have as their values where a row is joined to this one. */
    private List<Map<String, String>> joined(DocumentMapping document, RowChange change) throws IOException {
        Set<Map<String, String>> values = new LinkedHashSet<>();
        for (Join join : document.joins().values()) {
            if (!join.table().equals(change.table())) {
                continue;
            }
            boolean old = switch (join.kind()) {
                case CHILDREN -> change.kind() != Kind.INSERTED;
                // What others refer to is the row's identity, most often.
                case PARENT -> hasOld(change, document, join, join.refer().keySet());
            };
            if (old) {
                referred(join, change, change.before(), values);
            }
            if (change.kind() != Kind.DELETED) {
                referred(join, change, change.after(), values);
            }
        }
        return List.copyOf(values);
    }

    private static void referred(
            Join join, RowChange change, Map<String, @Nullable String> columns, Set<Map<String, String>> values) {
        Map<String, String> own = new LinkedHashMap<>();
        for (Map.Entry<String, String> pair : join.refer().entrySet()) {
            String value = value(change, columns, pair.getKey());
            if (value == null) {
                // Null is equal to nothing.
                return;
            }
            own.put(pair.getValue(), value);
        }
        values.add(own);
    }

    private static @Nullable String value(RowChange change, Map<String, @Nullable String> columns, String column) {
        if (!columns.containsKey(column)) {
            throw incomplete(
                    change,
                    "does not tell of column " + column,
                    "let the log have whole rows (PostgreSQL: ALTER TABLE " + change.table()
                            + " REPLICA IDENTITY FULL; MySQL and MariaDB: binlog_row_image=FULL; MongoDB: the collection's changeStreamPreAndPostImages), then reindex the source");
        }
        return columns.get(column);
    }

    private static ProblemException incomplete(RowChange change, String what, String remedy) {
        return ProblemException.of(
                Category.UNPROCESSABLE,
                "row-change-incomplete",
                "a change of " + change.table() + " in source " + change.source() + " " + what
                        + ", so the documents that it bears on can't be told; " + remedy);
    }
}
