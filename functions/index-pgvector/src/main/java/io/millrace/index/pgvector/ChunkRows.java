package io.millrace.index.pgvector;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.text.Span;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks as rows, of {@code passage} and of {@code staged_chunk}. */
final class ChunkRows {

    /** What both tables have of a chunk. */
    static final String COLUMNS =
            "chunk, ordinal, body, span_start, span_end, headings, page, sentence_starts, sentence_ends, sentence_vectors";

    private static final String VALUES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::real[]::vector";
    private static final int WIDTH = 11;

    private ChunkRows() {}

    /** @param passage id of the first; the others follow */
    static void insertPassages(Connection connection, long passage, List<EmbeddedChunk> chunks) throws SQLException {
        List<Object[]> rows = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            rows.add(row(chunks.get(i), passage + i));
        }
        Sql.updateEach(
                connection, "INSERT INTO passage (id, " + COLUMNS + ", embedding) VALUES (?, " + VALUES + ")", rows);
    }

    static void insertStaged(Connection connection, long staged, List<EmbeddedChunk> chunks) throws SQLException {
        List<Object[]> rows = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            rows.add(row(chunks.get(i), staged, i));
        }
        Sql.updateEach(
                connection,
                "INSERT INTO staged_chunk (staged, number, " + COLUMNS + ", embedding) VALUES (?, ?, " + VALUES + ")",
                rows);
    }

    /** A staged batch's chunks, in their order. */
    static List<EmbeddedChunk> staged(Connection connection, long staged) throws SQLException {
        return new Sql(
                        "SELECT " + COLUMNS
                                + ", embedding::real[] AS vector FROM staged_chunk WHERE staged = ? ORDER BY number",
                        staged)
                .list(connection, ChunkRows::embedded);
    }

    @SuppressWarnings("NullAway") // A page may be null, and JDBC takes it.
    private static Object[] row(EmbeddedChunk embedded, Object... keys) {
        Chunk chunk = embedded.chunk();
        Object[] row = new Object[keys.length + WIDTH];
        System.arraycopy(keys, 0, row, 0, keys.length);
        int i = keys.length;
        row[i++] = chunk.id();
        row[i++] = chunk.ordinal();
        row[i++] = chunk.text();
        row[i++] = chunk.span().start();
        row[i++] = chunk.span().end();
        row[i++] = chunk.headings().toArray(String[]::new);
        row[i++] = chunk.page();
        row[i++] = chunk.sentences().stream().mapToInt(Span::start).toArray();
        row[i++] = chunk.sentences().stream().mapToInt(Span::end).toArray();
        row[i++] =
                embedded.sentences().stream().map(QuantizedEmbedding::toBytes).toArray(byte[][]::new);
        row[i] = embedded.vector().toArray();
        return row;
    }

    /** From a row with {@link #COLUMNS} and the vector as {@code vector}. */
    static EmbeddedChunk embedded(ResultSet row) throws SQLException {
        Float[] components = (Float[]) row.getArray("vector").getArray();
        float[] vector = new float[components.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = components[i];
        }
        return new EmbeddedChunk(chunk(row), Embedding.of(vector), sentences(row));
    }

    static Chunk chunk(ResultSet row) throws SQLException {
        Integer[] starts = (Integer[]) row.getArray("sentence_starts").getArray();
        Integer[] ends = (Integer[]) row.getArray("sentence_ends").getArray();
        List<Span> sentences = new ArrayList<>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            sentences.add(new Span(starts[i], ends[i]));
        }
        return new Chunk(
                row.getString("chunk"),
                row.getInt("ordinal"),
                row.getString("body"),
                new Span(row.getInt("span_start"), row.getInt("span_end")),
                strings(row.getArray("headings")),
                nullableInt(row, "page"),
                sentences);
    }

    static List<QuantizedEmbedding> sentences(ResultSet row) throws SQLException {
        List<QuantizedEmbedding> sentences = new ArrayList<>();
        for (Object bytes : (Object[]) row.getArray("sentence_vectors").getArray()) {
            sentences.add(QuantizedEmbedding.ofBytes((byte[]) bytes));
        }
        return sentences;
    }

    static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    static @Nullable Integer nullableInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
