package io.millrace.source.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.MappingFailures;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What MongoDB's refusals mean to us. Its own words are not repeated: they may hold a value, an address or a user. */
final class MongoFailures {

    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;
    private static final int OVER_TIME = 50;
    /** CappedPositionLost, InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost. */
    private static final Set<Integer> LOST = Set.of(136, 260, 280, 286);

    private static final int TOO_LARGE = 10334;
    private static final int NO_REPLICA_SET = 40573;

    private final SourceMapping source;

    MongoFailures(SourceMapping source) {
        this.source = source;
    }

    /** Whether it is the credentials that are refused. */
    static boolean ofCredentials(MongoException e) {
        return e instanceof MongoSecurityException || e.getCode() == AUTHENTICATION_FAILED;
    }

    /** @throws IOException where trying again may help */
    ProblemException of(DocumentMapping document, MongoException e) throws IOException {
        if (ofCredentials(e)) {
            return new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "source-credentials",
                            "the database of source " + source.name() + " refuses "
                                    + Objects.requireNonNullElse(source.user(), "whoever gives no user")
                                    + "; correct `user`, what `password` in " + source.file()
                                    + " leads to, and `authSource` in `url`"),
                    e);
        }
        if (e.getCode() == UNAUTHORIZED) {
            return wrong(
                    document,
                    Objects.requireNonNullElse(source.user(), "whoever gives no user") + " may not read "
                            + String.join(", ", document.tables())
                            + " (error 13); grant the role `read` on the database",
                    e);
        }
        if (overTime(e)) {
            throw new IOException(
                    "source " + source.name() + ": no server was found to read " + document.table()
                            + " within millrace.mongodb.patience, or it took longer than millrace.mongodb.statement-timeout; see that the database runs and can be"
                            + " reached from here, and if it does, which indexes `millrace sources check` finds missing",
                    e);
        }
        if (e instanceof MongoCommandException command && !passing(command)) {
            return wrong(
                    document,
                    "the database refuses to read " + document.table() + " (" + code(e)
                            + "); run `millrace sources check`, and see the database's log",
                    e);
        }
        throw new IOException(
                "the database of source " + source.name() + " can't be used now (" + code(e)
                        + "); see that it runs and can be reached from here",
                e);
    }

    /**
     * Of a change stream.
     *
     * @throws ChangesLostException where it can't be followed on from where it was
     * @throws IOException where trying again may help
     */
    ProblemException ofStream(MongoException e) throws IOException {
        DocumentMapping document = source.documents().getFirst();
        int code = e.getCode();
        if (LOST.contains(code)) {
            throw new ChangesLostException(
                    "the server has not kept its oplog from where it was to be read on (error " + code + ")", e);
        }
        if (code == TOO_LARGE) {
            throw new ChangesLostException(
                    "a change, with the member before and after it, is larger than 16 MB, so the server can't tell of it (error "
                            + code + ")",
                    e);
        }
        if (code == NO_REPLICA_SET) {
            return noReplicaSet(e);
        }
        if (code == UNAUTHORIZED) {
            return wrong(
                    document,
                    Objects.requireNonNullElse(source.user(), "whoever gives no user")
                            + " may not follow the database's changes (error 13); grant the role `read` on the database, which has the actions find and changeStream",
                    e);
        }
        if (overTime(e)) {
            throw new IOException(
                    "source " + source.name()
                            + ": no server tells of its changes within millrace.mongodb.patience; see that it runs and can be reached from here",
                    e);
        }
        return of(document, e);
    }

    private static boolean overTime(MongoException e) {
        return e instanceof MongoExecutionTimeoutException
                || e instanceof MongoOperationTimeoutException
                || e.getCode() == OVER_TIME;
    }

    /** Of a server that has no oplog. */
    ProblemException noReplicaSet(@Nullable Throwable cause) {
        return wrong(
                source.documents().getFirst(),
                "the server is no replica set, so its changes can't be followed, only found by reindexing; start mongod with --replSet and run rs.initiate(): one member is enough",
                cause);
    }

    /** Fail-overs, shut-downs, snapshots that have grown too old, and what else the driver would try again: the codes of MongoDB's retryable reads, and 239 and 246. */
    private static boolean passing(MongoCommandException e) {
        return switch (e.getErrorCode()) {
            case 6, 7, 89, 91, 134, 189, 239, 246, 262, 317, 358, 384, 9001, 10107, 11600, 11602, 13388, 13435, 13436 ->
                true;
            default -> e.hasErrorLabel("RetryableReadError") || e.hasErrorLabel("TransientTransactionError");
        };
    }

    ProblemException wrong(DocumentMapping document, String detail, @Nullable Throwable cause) {
        return MappingFailures.wrong(source, document, detail, cause);
    }

    private static String code(MongoException e) {
        return e instanceof MongoServerException
                ? "error " + e.getCode()
                : e.getClass().getSimpleName();
    }
}
