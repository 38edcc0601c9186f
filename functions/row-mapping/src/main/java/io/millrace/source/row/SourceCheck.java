package io.millrace.source.row;

import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries a mapping against its database, without indexing anything: what does not fit, what is missing for changes to be seen, and what becomes of the first rows. For the command
 * {@code millrace sources check}.
 */
public final class SourceCheck {

    /** How many documents of each table are shown. */
    public static final int SHOWN = 10;

    private final List<RowReaders> readers;
    private final RowLimits limits;

    /** @param readers for each kind of database that can be read here */
    public SourceCheck(List<RowReaders> readers, RowLimits limits) {
        this.readers = List.copyOf(readers);
        this.limits = limits;
    }

    /**
     * What was found out of one table.
     *
     * @param table as the mapping writes it
     * @param findings of the table and those joined to it
     * @param documents what becomes of the first rows; none where it can't be read
     */
    public record Table(String table, List<RowFinding> findings, List<RowDocument> documents) {

        /** Whether it can be read. */
        public boolean readable() {
            return findings.stream().noneMatch(finding -> finding.level() == RowFinding.Level.ERROR);
        }
    }

    /**
     * Tries it; a table that does not fit keeps no other from being tried.
     *
     * @throws IOException where the database is away
     * @throws ProblemException where it refuses the credentials, or nothing here reads that kind of database
     */
    public List<Table> check(SourceMapping mapping) throws IOException {
        RowReaders able = readers.stream()
                .filter(candidate -> candidate.engines().contains(mapping.engine()))
                .findFirst()
                .orElseThrow(() -> MappingFailures.wrong(
                        mapping,
                        mapping.documents().getFirst(),
                        "nothing here reads " + mapping.engine().word(),
                        null));
        List<Table> tables = new ArrayList<>();
        try (RowReader reader = able.open(mapping, limits);
                MappedRowSource source = new MappedRowSource(mapping, reader, limits)) {
            for (DocumentMapping document : mapping.documents()) {
                tables.add(check(document, reader, source));
            }
        }
        return tables;
    }

    private static Table check(DocumentMapping document, RowReader reader, MappedRowSource source) throws IOException {
        List<RowFinding> findings = new ArrayList<>(reader.inspect(document));
        Table table = new Table(document.table(), findings, List.of());
        if (!table.readable()) {
            return table;
        }
        try {
            return new Table(document.table(), findings, source.documents(document, SHOWN));
        } catch (ProblemException e) {
            if (!e.problem().code().equals(MappingFailures.CODE)) {
                throw e;
            }
            findings.add(new RowFinding(
                    RowFinding.Level.ERROR,
                    document.table(),
                    "it can't be read",
                    e.problem().detail()));
            return table;
        }
    }
}
