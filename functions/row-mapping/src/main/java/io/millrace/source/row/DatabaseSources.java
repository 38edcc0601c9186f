package io.millrace.source.row;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowUri;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The databases that a folder of mapping files names. The folder is looked at whenever somebody asks: a file that was added, changed or removed counts at once. One that
 * was broken counts as it was before, and is said in the log and in {@link #problems}; the other files go on.
 */
public final class DatabaseSources implements AutoCloseable {

    private static final Logger LOG = System.getLogger(DatabaseSources.class.getName());

    private final MappingFolder folder;
    private final List<RowReaders> readers;
    private final RowLimits limits;
    private final Map<String, MappedRowSource> open = new LinkedHashMap<>();
    private List<SourceMapping> mappings = List.of();
    private List<String> problems = List.of();

    /**
     * @param folder null for none
     * @param readers for each kind of database that can be read here
     */
    public DatabaseSources(@Nullable Path folder, List<RowReaders> readers, RowLimits limits) {
        this.folder = new MappingFolder(folder);
        this.readers = List.copyOf(readers);
        this.limits = limits;
    }

    /** All of them, by name. */
    public synchronized List<MappedRowSource> all() {
        refresh();
        return List.copyOf(open.values());
    }

    /** The one of a name. */
    public synchronized Optional<MappedRowSource> find(String name) {
        refresh();
        return Optional.ofNullable(open.get(name));
    }

    /** What is wrong with the folder's files now, a line each: file, line, what and remedy. */
    public synchronized List<String> problems() {
        refresh();
        return problems;
    }

    /** What the mappings register. */
    public List<SourceRoot> roots() {
        return all().stream().map(MappedRowSource::root).toList();
    }

    /** Them all as one source, of every {@code row:} uri. */
    public DocumentSource asSource() {
        return new RowsOfDatabases(this);
    }

    /**
     * The one that a uri lies in.
     *
     * @throws ProblemException FORBIDDEN, code {@code source-not-registered}, where there is none; UNAVAILABLE, code {@code row-mapping-wrong}, where that can't be told, since a
     *     mapping can't be read
     */
    MappedRowSource require(String uri) {
        String name = uri.startsWith(RowUri.SCHEME)
                ? uri.substring(RowUri.SCHEME.length()).split("/", 2)[0]
                : "";
        return find(name).orElseThrow(() -> {
            List<String> wrong = problems();
            return wrong.isEmpty()
                    ? RegisteredSources.notRegistered(uri)
                    : new ProblemException(new Problem(
                            Category.UNAVAILABLE,
                            MappingFailures.CODE,
                            "source " + name + " is in no mapping that can be read; " + wrong.getFirst()));
        });
    }

    private void refresh() {
        if (!folder.look()) {
            return;
        }
        List<String> wrong = new ArrayList<>(folder.problems());
        Map<String, SourceMapping> byName = new LinkedHashMap<>();
        for (SourceMapping mapping : folder.mappings()) {
            SourceMapping first = byName.putIfAbsent(mapping.name(), mapping);
            if (first != null) {
                wrong.add(mapping.file() + ":1: source " + mapping.name() + " is in " + first.file()
                        + " already; rename one of them");
            }
        }
        mappings.stream()
                .filter(old -> !old.equals(byName.get(old.name())))
                .forEach(old -> Optional.ofNullable(open.remove(old.name())).ifPresent(MappedRowSource::close));
        byName.values().forEach(mapping -> connect(mapping, wrong));
        mappings = List.copyOf(byName.values());
        problems = List.copyOf(wrong);
        problems.forEach(problem -> LOG.log(Level.ERROR, "a database''s mapping is wrong: {0}", problem));
    }

    private void connect(SourceMapping mapping, List<String> wrong) {
        if (open.containsKey(mapping.name())) {
            return;
        }
        Optional<RowReaders> able = readers.stream()
                .filter(candidate -> candidate.engines().contains(mapping.engine()))
                .findFirst();
        if (able.isEmpty()) {
            wrong.add(mapping.file() + ":1: nothing here reads "
                    + mapping.engine().word() + "; remove the mapping");
            return;
        }
        try {
            open.put(mapping.name(), new MappedRowSource(mapping, able.get().open(mapping, limits), limits));
        } catch (IllegalArgumentException | ProblemException e) {
            wrong.add(mapping.file() + ":1: source " + mapping.name() + " can't be opened: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(MappedRowSource::close);
        open.clear();
        mappings = List.of();
    }
}
