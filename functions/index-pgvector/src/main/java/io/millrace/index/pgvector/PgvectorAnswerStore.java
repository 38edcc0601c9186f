package io.millrace.index.pgvector;

import io.millrace.core.state.AnswerStore;
import java.time.Instant;
import java.util.Optional;

/** Answers as rows. */
final class PgvectorAnswerStore implements AnswerStore {

    private final Database database;

    PgvectorAnswerStore(Database database) {
        this.database = database;
    }

    @Override
    public void put(String id, byte[] answer) {
        String question = AnswerStore.requireId(id);
        database.write(connection -> new Sql(
                        "INSERT INTO answer (id, content) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", question, answer)
                .update(connection));
    }

    @Override
    public Optional<byte[]> get(String id) {
        String question = AnswerStore.requireId(id);
        return database
                .read(connection -> new Sql("SELECT content FROM answer WHERE id = ?", question)
                        .list(connection, row -> row.getBytes(1)))
                .stream()
                .findFirst();
    }

    @Override
    public void sweep(Instant now) {
        database.write(connection ->
                new Sql("DELETE FROM answer WHERE kept_at < ?", Sql.time(now.minus(LIFETIME))).update(connection));
    }
}
