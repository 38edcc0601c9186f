package io.millrace.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BSONException;
import org.bson.BsonDocument;

/** An open change stream. The driver itself begins it again, once, after a fail-over. For one thread. */
public final class MongoStream implements AutoCloseable {

    private static final int AT_ONCE = 1000;

    private final MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor;
    private final ChangeReader reader;
    private final MongoFailures failures;

    MongoStream(
            MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor,
            ChangeReader reader,
            MongoFailures failures) {
        this.cursor = cursor;
        this.reader = reader;
        this.failures = failures;
    }

    /**
     * The events that are there, at most 1000; waits for the first of them no longer than the stream was opened with.
     *
     * @return none where none came
     * @throws ChangesLostException where the stream can't be followed any more
     * @throws io.millrace.core.problem.ProblemException as {@link MongoChanges#open}
     * @throws IOException where opening it again may help
     */
    public List<MongoChange> next() throws IOException {
        try {
            List<MongoChange> changes = new ArrayList<>();
            ChangeStreamDocument<BsonDocument> event = cursor.tryNext();
            while (event != null) {
                MongoChange change = reader.read(event);
                changes.add(change);
                boolean more = !change.last() && changes.size() < AT_ONCE && cursor.available() > 0;
                event = more ? cursor.tryNext() : null;
            }
            return changes;
        } catch (MongoException e) {
            throw failures.ofStream(e);
        } catch (BSONException e) {
            throw new ChangesLostException("an event of the change stream can't be read", e);
        }
    }

    /** Where the stream stands once all that {@link #next} gave is done with, as JSON: it moves on too while other collections change. Empty where the server does not say. */
    public Optional<String> token() {
        return Optional.ofNullable(cursor.getResumeToken()).map(BsonDocument::toJson);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
