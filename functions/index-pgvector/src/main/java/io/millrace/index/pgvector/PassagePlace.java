package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentState;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import java.sql.SQLException;
import java.util.List;

/** Where one transaction puts a document's passages, and takes those of the version before from. Each also counts the words that come and go. */
interface PassagePlace {

    /** Takes away what can be found of the document; returns how many passages that were. */
    int remove(DocumentState before, long generation, WordChanges words) throws SQLException;

    /** Adds passages of a version, after those added before. */
    void add(DocumentVersion version, long firstPassage, List<EmbeddedChunk> chunks, WordChanges words)
            throws SQLException;

    /** All have been added. */
    void publish(DocumentVersion version, long generation, WordChanges words) throws SQLException;

    /** Nothing is added: the change that {@code settled} the document leaves nothing to be found. */
    void hide(DocumentState settled) throws SQLException;
}
