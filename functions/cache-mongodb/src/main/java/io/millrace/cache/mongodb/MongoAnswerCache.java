package io.millrace.cache.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import io.millrace.cache.json.AnswerJson;
import io.millrace.core.cache.AnswerCache;
import io.millrace.core.cache.CachedAnswer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Answers in MongoDB, a document each: {@code _id} is the key, {@code answer} the answer as JSON, {@code expires} when it goes. MongoDB removes what is
 * old by an index on {@code expires}, which is made with the first answer. A MongoDB that is away or late is left alone for a while: an answer is made
 * sooner than one waits for it.
 */
public final class MongoAnswerCache implements AnswerCache, AutoCloseable {

    private static final Logger LOG = System.getLogger(MongoAnswerCache.class.getName());
    private static final String KEY = "_id";
    private static final String ANSWER = "answer";
    private static final String EXPIRES = "expires";
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** For a process's first operation, in which the driver is loaded (120 to 180 ms of it where that was measured). */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final MongoAddress address;
    private final Duration timeToLive;
    private final Duration longestWait;
    private final Clock clock;
    private @Nullable MongoClient client;
    private volatile boolean tried;
    private volatile boolean indexed;
    private volatile Instant pausedUntil = Instant.MIN;

    /**
     * Opens no connection yet. An address that can't be read is an {@link IllegalArgumentException}, which does not repeat it: it may hold a password.
     *
     * @param server MongoDB's connection string, {@code mongodb://} and not {@code mongodb+srv://}, which would be looked up again and again; the
     *     database is {@code millrace} and the collection {@code answers} where it names none
     * @param timeToLive from when an answer was last made or found to hold
     */
    public MongoAnswerCache(String server, Duration timeToLive) {
        this(server, timeToLive, LONGEST_WAIT, Clock.systemUTC());
    }

    MongoAnswerCache(String server, Duration timeToLive, Duration longestWait, Clock clock) {
        this.address = MongoAddress.of(server, longestWait);
        this.timeToLive = timeToLive;
        this.longestWait = longestWait;
        this.clock = clock;
    }

    @Override
    public Optional<CachedAnswer> find(String key) {
        Document found = reach(answers -> answers.find(
                        Filters.and(Filters.eq(KEY, key), Filters.gt(EXPIRES, Date.from(clock.instant()))))
                .first());
        if (found == null) {
            return Optional.empty();
        }
        Optional<CachedAnswer> answer = found.get(ANSWER) instanceof String json
                ? AnswerJson.read(json.getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
        if (answer.isEmpty()) {
            LOG.log(Level.WARNING, "an answer in MongoDB was written by another version and is forgotten");
            remove(key);
        }
        return answer;
    }

    @Override
    public void put(String key, CachedAnswer answer) {
        Document kept = new Document(KEY, key)
                .append(ANSWER, new String(AnswerJson.write(answer), StandardCharsets.UTF_8))
                .append(EXPIRES, Date.from(clock.instant().plus(timeToLive)));
        reach(answers -> {
            index(answers);
            return answers.replaceOne(Filters.eq(KEY, key), kept, new ReplaceOptions().upsert(true));
        });
    }

    @Override
    public void remove(String key) {
        reach(answers -> answers.deleteOne(Filters.eq(KEY, key)));
    }

    /** Before the first answer, so that none is kept for ever. MongoDB passes over an index that is there. */
    private void index(MongoCollection<Document> answers) {
        if (!indexed) {
            answers.createIndex(Indexes.ascending(EXPIRES), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
            indexed = true;
        }
    }

    private <R> @Nullable R reach(Function<MongoCollection<Document>, @Nullable R> command) {
        if (clock.instant().isBefore(pausedUntil)) {
            return null;
        }
        try {
            return command.apply(answers());
        } catch (MongoInterruptedException _) {
            // Whoever asked has left; that says nothing of MongoDB.
            return null;
        } catch (RuntimeException e) {
            // Not all that the driver throws is a MongoException.
            if (keptByAnother(e)) {
                return null;
            }
            pausedUntil = clock.instant().plus(PAUSE);
            LOG.log(Level.WARNING, "MongoDB can''t be reached; no answers are kept for {0}: {1}", PAUSE, reason(e));
            return null;
        } finally {
            tried = true;
        }
    }

    /** Two that both found none and write one under the same key: the second is told that there is one now. */
    private static boolean keptByAnother(RuntimeException e) {
        return e instanceof MongoWriteException write && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
    }

    /** What happened, without the driver's words: they name servers and users. */
    private static String reason(RuntimeException e) {
        String name = e.getClass().getSimpleName();
        return e instanceof MongoServerException answered ? name + " " + answered.getCode() : name;
    }

    /** The driver's client looks for its servers as soon as it is there, so it is made when it is needed. */
    private synchronized MongoCollection<Document> answers() {
        if (client == null) {
            client = MongoClients.create(address.settings());
        }
        Duration wait = tried || longestWait.compareTo(FIRST_WAIT) > 0 ? longestWait : FIRST_WAIT;
        return client.getDatabase(address.answers().getDatabaseName())
                .getCollection(address.answers().getCollectionName())
                .withTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
