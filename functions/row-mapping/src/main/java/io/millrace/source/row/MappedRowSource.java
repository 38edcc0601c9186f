package io.millrace.source.row;

import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A database by its mapping. All but the reading is the same for each kind of database. */
public final class MappedRowSource implements RowSource, AutoCloseable {

    /** The type of every row's text. */
    public static final String CONTENT_TYPE = "text/markdown;charset=UTF-8";

    /** Rows are read by so many, so that not all of a page are in memory at once. */
    static final int READ_AT_ONCE = 20;

    private final SourceMapping mapping;
    private final RowReader reader;
    private final RowRenderer renderer;
    private final AffectedRows affected;
    private final RowListing listing;

    public MappedRowSource(SourceMapping mapping, RowReader reader, RowLimits limits) {
        this.mapping = mapping;
        this.reader = reader;
        this.renderer = new RowRenderer(mapping.name(), limits);
        this.affected = new AffectedRows(mapping, reader, renderer);
        this.listing = new RowListing(mapping, reader, renderer);
    }

    /** What it reads by. */
    public SourceMapping mapping() {
        return mapping;
    }

    @Override
    public String name() {
        return mapping.name();
    }

    @Override
    public SourceRoot root() {
        return mapping.root();
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith(RowUri.rootOf(mapping.name()));
    }

    @Override
    public Content open(String uri) throws IOException {
        RowDocument document = document(uri)
                .orElseThrow(() -> ProblemException.of(Category.GONE, "document-gone", uri + " is not there any more"));
        return switch (document) {
            case RowDocument.Refused refused -> throw new ProblemException(refused.problem());
            case RowDocument.Mapped mapped -> {
                byte[] bytes = mapped.bytes();
                yield new Content(
                        new ByteArrayInputStream(bytes),
                        bytes.length,
                        mapped.etag(),
                        CONTENT_TYPE,
                        new Attributes(mapped.title(), mapped.access(), mapped.metadata()));
            }
        };
    }

    /** What becomes of a row; empty where there is none. */
    public Optional<RowDocument> document(String uri) throws IOException {
        return documents(List.of(uri)).stream().findFirst();
    }

    /** The first documents of a table, whatever becomes of them. */
    public List<RowDocument> documents(DocumentMapping document, int limit) throws IOException {
        return listing.documents(document, limit);
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        return listing.list(prefix, after, limit);
    }

    /** True also of a table that can't be read, since the mapping or a grant is wrong: nothing is gone for that. */
    @Override
    public boolean contains(String uri) throws IOException {
        try {
            return document(uri).isPresent();
        } catch (ProblemException e) {
            if (e.problem().code().equals(MappingFailures.CODE)) {
                return true;
            }
            throw e;
        }
    }

    /** Says of a table that can't be read that nothing of it is missing, like {@link #contains}. */
    @Override
    public Optional<Set<String>> missing(List<String> uris) throws IOException {
        Set<String> missing = new HashSet<>();
        for (int i = 0; i < uris.size(); i += READ_AT_ONCE) {
            List<String> some = uris.subList(i, Math.min(uris.size(), i + READ_AT_ONCE));
            try {
                missing.addAll(some);
                documents(some)
                        .forEach(document -> missing.remove(document.entry().uri()));
            } catch (ProblemException e) {
                if (!e.problem().code().equals(MappingFailures.CODE)) {
                    throw e;
                }
                // One of several tables perhaps: the rest is asked for alone.
                for (String uri : some) {
                    if (contains(uri)) {
                        missing.remove(uri);
                    }
                }
            }
        }
        return Optional.of(missing);
    }

    @Override
    public List<Entry> find(List<String> uris) throws IOException {
        List<Entry> found = new ArrayList<>();
        for (int i = 0; i < uris.size(); i += READ_AT_ONCE) {
            documents(uris.subList(i, Math.min(uris.size(), i + READ_AT_ONCE)))
                    .forEach(document -> found.add(document.entry()));
        }
        return found;
    }

    private List<RowDocument> documents(List<String> uris) throws IOException {
        Map<DocumentMapping, List<List<String>>> keys = new LinkedHashMap<>();
        for (String uri : uris) {
            RowUri row = RowUri.parse(uri);
            DocumentMapping document = mapping.document(row.table()).orElse(null);
            // In another spelling it is not the row's uri.
            if (document != null
                    && row.key().size() == document.key().size()
                    && row.toString().equals(uri)
                    && row.source().equals(mapping.name())) {
                keys.computeIfAbsent(document, _ -> new ArrayList<>()).add(row.key());
            }
        }
        List<RowDocument> found = new ArrayList<>();
        for (Map.Entry<DocumentMapping, List<List<String>>> table : keys.entrySet()) {
            for (JoinedRow row : reader.read(table.getKey(), table.getValue())) {
                found.add(renderer.render(table.getKey(), row));
            }
        }
        return found;
    }

    @Override
    public Map<String, Set<String>> capturedColumns() {
        Map<String, Set<String>> columns = new LinkedHashMap<>();
        for (DocumentMapping document : mapping.documents()) {
            columns.computeIfAbsent(document.table(), _ -> new LinkedHashSet<>())
                    .addAll(document.key());
            for (Join join : document.joins().values()) {
                columns.computeIfAbsent(join.table(), _ -> new LinkedHashSet<>())
                        .addAll(join.refer().keySet());
            }
        }
        return columns;
    }

    @Override
    public List<String> affected(RowChange change, @Nullable String after, int limit) throws IOException {
        return affected.by(change, after, limit);
    }

    @Override
    public Set<String> affectedTables(String table) {
        Set<String> tables = new LinkedHashSet<>();
        for (DocumentMapping document : mapping.documents()) {
            if (document.tables().contains(table)) {
                tables.add(renderer.uri(document, List.of()));
            }
        }
        return tables;
    }

    @Override
    public void close() {
        reader.close();
    }
}
