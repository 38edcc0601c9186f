package io.millrace.cli.bench;

import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A table of the bench's own, its publication, and the mapping that makes a document of each row. */
final class NotesTable {

    /** Name of the source. */
    static final String SOURCE = "bench";

    private static final String TABLE = "public.notes";
    private static final String READER = "reader";
    private static final String PASSWORD = "reader-of-the-bench";

    private final PostgresProcess postgres;
    private int size;

    NotesTable(PostgresProcess postgres) {
        this.postgres = postgres;
    }

    void create(List<CorpusDocument> documents) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table notes (id integer primary key, title text not null, body text not null, round integer not null)");
            statement.execute("create role " + READER + " login replication password '" + PASSWORD + "'");
            statement.execute("grant select on notes to " + READER);
            statement.execute("create publication millrace for table notes");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into notes values (?, ?, ?, 0)")) {
                for (CorpusDocument document : documents) {
                    insert.setInt(1, size++);
                    insert.setString(2, document.title());
                    insert.setString(3, document.text());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    /** Writes the mapping into a folder of mappings. */
    void map(Path folder) throws IOException {
        Files.writeString(folder.resolve("password"), PASSWORD);
        Files.writeString(folder.resolve(SOURCE + ".yaml"), """
                name: %s
                engine: postgresql
                url: %s
                user: %s
                password: {file: %s}
                documents:
                  - table: %s
                    key: [id]
                    title: "{{title}}"
                    body: |
                      {{body}}

                      This is round {{round}} of the note.
                    access: [public]
                """.formatted(
                        SOURCE, postgres.jdbcUrl(), READER, folder.resolve("password"), TABLE));
    }

    int size() {
        return size;
    }

    /** Changes a row; returns when that is committed. */
    void change(Connection connection, int id) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update notes set round = round + 1 where id = ?")) {
            update.setInt(1, id);
            update.executeUpdate();
        }
    }

    Connection connect() throws SQLException {
        return postgres.connect();
    }

    /** The document of a row. */
    static String document(int id) {
        String uri = new RowUri(SOURCE, TABLE, List.of(Integer.toString(id))).toString();
        return DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri).id();
    }
}
