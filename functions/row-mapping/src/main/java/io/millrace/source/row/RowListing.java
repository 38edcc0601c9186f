package io.millrace.source.row;

import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists the documents of a source: table by table as the mapping has them, each in the database's own order of keys. A table that can't be read since its mapping is wrong is passed over,
 * and said in the log; only where there is nothing else to give, it is thrown.
 */
final class RowListing {

    private static final Logger LOG = System.getLogger(RowListing.class.getName());

    /** Keys are looked through by so many where only some are wanted. */
    private static final int KEYS = 2000;

    private static final int MOST_AT_ONCE = 500;

    private final SourceMapping mapping;
    private final RowReader reader;
    private final RowRenderer renderer;

    RowListing(SourceMapping mapping, RowReader reader, RowRenderer renderer) {
        this.mapping = mapping;
        this.reader = reader;
        this.renderer = renderer;
    }

    List<RowDocument> documents(DocumentMapping document, int limit) throws IOException {
        List<RowDocument> all = new ArrayList<>();
        List<String> after = null;
        while (all.size() < limit) {
            List<JoinedRow> page = reader.page(document, after, limit - all.size());
            if (page.isEmpty()) {
                break;
            }
            page.forEach(row -> all.add(renderer.render(document, row)));
            after = page.getLast().key();
        }
        return all;
    }

    List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        RowUri last = after == null || after.equals(prefix) ? null : RowUri.parse(after);
        boolean reached = last == null;
        List<Entry> entries = new ArrayList<>();
        ProblemException failure = null;
        for (DocumentMapping document : mapping.documents()) {
            boolean resumes = !reached && last != null && document.table().equals(last.table());
            reached |= resumes;
            String table = renderer.uri(document, List.of());
            if (!reached || !(table.startsWith(prefix) || prefix.startsWith(table))) {
                continue;
            }
            List<String> from = resumes && last != null ? last.key() : null;
            try {
                if (table.startsWith(prefix)) {
                    whole(document, from, limit, entries);
                } else {
                    part(document, prefix, after, from, limit, entries);
                }
            } catch (ProblemException e) {
                if (!e.problem().code().equals(MappingFailures.CODE)) {
                    throw e;
                }
                LOG.log(
                        Level.WARNING,
                        "{0} is passed over: {1}",
                        table,
                        e.problem().detail());
                failure = e;
            }
            if (entries.size() == limit) {
                return entries;
            }
        }
        if (failure != null && entries.isEmpty()) {
            throw failure;
        }
        return entries;
    }

    private void whole(DocumentMapping document, @Nullable List<String> after, int limit, List<Entry> entries)
            throws IOException {
        List<String> from = after;
        while (entries.size() < limit) {
            List<JoinedRow> page = reader.page(document, from, Math.min(MOST_AT_ONCE, limit - entries.size()));
            if (page.isEmpty()) {
                return;
            }
            page.forEach(row -> entries.add(renderer.render(document, row).entry()));
            from = page.getLast().key();
        }
    }

    /** Some rows of a table. The one whose uri is the prefix itself comes first. */
    private void part(
            DocumentMapping document,
            String prefix,
            @Nullable String after,
            @Nullable List<String> from,
            int limit,
            List<Entry> entries)
            throws IOException {
        if (after == null) {
            exact(document, prefix, entries);
        }
        List<String> start = from;
        while (entries.size() < limit) {
            List<List<String>> keys = reader.keys(document, start, KEYS);
            int room = limit - entries.size();
            List<List<String>> wanted = new ArrayList<>();
            for (List<String> key : keys) {
                String uri = renderer.uri(document, key);
                if (uri.startsWith(prefix) && !uri.equals(prefix) && wanted.size() < room) {
                    wanted.add(key);
                }
            }
            for (int i = 0; i < wanted.size(); i += MappedRowSource.READ_AT_ONCE) {
                read(document, wanted.subList(i, Math.min(wanted.size(), i + MappedRowSource.READ_AT_ONCE)), entries);
            }
            boolean cut = wanted.size() == room;
            if (!cut && keys.size() < KEYS) {
                return;
            }
            start = cut ? wanted.getLast() : keys.getLast();
        }
    }

    private void exact(DocumentMapping document, String prefix, List<Entry> entries) throws IOException {
        RowUri row = null;
        try {
            row = RowUri.parse(prefix);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "a prefix ends within an escape, so it is no row", e);
        }
        if (row != null
                && row.key().size() == document.key().size()
                && row.toString().equals(prefix)) {
            read(document, List.of(row.key()), entries);
        }
    }

    /** Those that are still there, in the order of {@code keys}. */
    private void read(DocumentMapping document, List<List<String>> keys, List<Entry> entries) throws IOException {
        Map<List<String>, Entry> found = new HashMap<>();
        for (JoinedRow row : reader.read(document, keys)) {
            found.put(row.key(), renderer.render(document, row).entry());
        }
        for (List<String> key : keys) {
            Entry entry = found.get(key);
            if (entry != null) {
                entries.add(entry);
            }
        }
    }
}
