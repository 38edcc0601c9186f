package io.millrace.capture;

import io.debezium.config.Configuration;
import io.debezium.document.DocumentReader;
import io.debezium.document.DocumentWriter;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryException;
import io.debezium.relational.history.SchemaHistoryListener;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The past forms of MySQL's and MariaDB's tables, in the ledger's store: their logs name a row's columns by number only, so whoever reads an old part of one must
 * know what the table was like then. Made by Debezium, by name.
 */
public final class KeptTableHistory extends AbstractSchemaHistory {

    /** Property of an engine: the source's name. */
    static final String SOURCE = CONFIGURATION_FIELD_PREFIX_STRING + "millrace.source";

    private @Nullable SourcePositions positions;
    private int next;

    @Override
    public void configure(
            Configuration config,
            HistoryRecordComparator comparator,
            SchemaHistoryListener listener,
            boolean useCatalogBeforeSchema) {
        super.configure(config, comparator, listener, useCatalogBeforeSchema);
        positions = SourcePositions.Open.of(config.getString(SOURCE));
        next = positions.history().size();
    }

    @Override
    protected void storeRecord(HistoryRecord entry) throws SchemaHistoryException {
        try {
            kept().addHistory(next++, DocumentWriter.defaultWriter().write(entry.document()));
        } catch (IOException e) {
            throw new SchemaHistoryException("a table's form can't be written", e);
        }
    }

    @Override
    protected void recoverRecords(Consumer<HistoryRecord> entries) {
        for (String entry : kept().history()) {
            try {
                entries.accept(new HistoryRecord(DocumentReader.defaultReader().read(entry)));
            } catch (IOException e) {
                throw new SchemaHistoryException("a table's form can't be read", e);
            }
        }
    }

    @Override
    public boolean exists() {
        return !kept().history().isEmpty();
    }

    @Override
    public boolean storageExists() {
        return true;
    }

    private SourcePositions kept() {
        if (positions == null) {
            throw new IllegalStateException("tables' forms are asked for before they are configured");
        }
        return positions;
    }
}
