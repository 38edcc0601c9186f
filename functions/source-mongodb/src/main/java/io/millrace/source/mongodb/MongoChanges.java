package io.millrace.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The changes of a database's members, by one of MongoDB's change streams. Nothing is connected before it is opened; for one thread. */
public final class MongoChanges implements AutoCloseable {

    private static final int AN_ANSWER = 1000;

    private final SourceMapping source;
    private final Map<String, Set<String>> columns;
    private final MongoConnection connection;
    private final MongoFailures failures;

    /** @param columns by collection, which fields are to be told of a changed member */
    public MongoChanges(SourceMapping source, Map<String, Set<String>> columns, MongoSettings settings) {
        this.source = source;
        this.columns = Map.copyOf(columns);
        this.connection = new MongoConnection(source, settings);
        this.failures = new MongoFailures(source);
    }

    /**
     * Opens the stream.
     *
     * @param after token of an event, or of a moment without one, after which it begins; where null it begins at the present moment
     * @param await how long the server may wait for a first event before it answers that there is none
     * @throws ChangesLostException where the server has not kept what comes after the token
     * @throws io.millrace.core.problem.ProblemException UNAVAILABLE where a person has to do something first: {@code source-credentials}, or {@code row-mapping-wrong} where the server
     *     has no change streams, or does not grant one
     * @throws IOException where trying again may help
     */
    public MongoStream open(@Nullable String after, Duration await) throws IOException {
        try {
            MongoConnection.Server server = connection.server();
            if (!server.replicated()) {
                throw failures.noReplicaSet(null);
            }
            ChangePipeline pipeline = new ChangePipeline(columns);
            ChangeStreamIterable<BsonDocument> stream = connection
                    .database()
                    .watch(pipeline.stages(), BsonDocument.class)
                    .batchSize(AN_ANSWER)
                    .maxAwaitTime(await.toMillis(), TimeUnit.MILLISECONDS);
            if (pipeline.needsMembers()) {
                stream.fullDocument(FullDocument.UPDATE_LOOKUP);
                if (server.images()) {
                    stream.fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE);
                }
            }
            if (after != null) {
                // And not resumeAfter, which does not go beyond a database that was dropped.
                stream.startAfter(BsonDocument.parse(after));
            }
            return new MongoStream(
                    stream.cursor(), new ChangeReader(source, columns, pipeline.needsMembers()), failures);
        } catch (MongoException e) {
            throw failures.ofStream(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
