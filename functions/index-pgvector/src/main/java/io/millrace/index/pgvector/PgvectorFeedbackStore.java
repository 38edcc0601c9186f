package io.millrace.index.pgvector;

import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import java.time.Instant;
import java.util.List;

/** Feedback as rows. */
final class PgvectorFeedbackStore implements FeedbackStore {

    private final Database database;
    private final int maxAnswers;

    /** @param maxAnswers how many of a tenant's answers may have feedback */
    PgvectorFeedbackStore(Database database, int maxAnswers) {
        this.database = database;
        this.maxAnswers = maxAnswers;
    }

    @Override
    public void put(String tenant, Feedback feedback) {
        database.write(connection -> {
            new Sql(
                            "INSERT INTO feedback (tenant, answer, rating, comment, said_at, said_nanos) VALUES (?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT (tenant, answer) DO UPDATE SET rating = excluded.rating, comment = excluded.comment,"
                                    + " said_at = excluded.said_at, said_nanos = excluded.said_nanos, kept_at = excluded.kept_at",
                            tenant,
                            feedback.answer(),
                            feedback.rating().name(),
                            feedback.comment(),
                            feedback.at().toString(),
                            Sql.nanos(feedback.at()))
                    .update(connection);
            return new Sql(
                            "DELETE FROM feedback WHERE (tenant, answer) IN (SELECT tenant, answer FROM feedback WHERE tenant = ?"
                                    + " ORDER BY kept_at DESC OFFSET ?)",
                            tenant,
                            maxAnswers)
                    .update(connection);
        });
    }

    @Override
    public List<Feedback> latest(String tenant, int limit) {
        return database.read(connection -> new Sql(
                        "SELECT answer, rating, comment, said_at FROM feedback WHERE tenant = ? ORDER BY said_nanos DESC, answer DESC LIMIT ?",
                        tenant,
                        limit)
                .list(
                        connection,
                        row -> new Feedback(
                                row.getString(1),
                                Rating.valueOf(row.getString(2)),
                                row.getString(3),
                                Instant.parse(row.getString(4)))));
    }
}
