package io.millrace.cache.redis;

import io.millrace.cache.json.AnswerJson;
import io.millrace.core.cache.AnswerCache;
import io.millrace.core.cache.CachedAnswer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Answers in Redis, each with its time to live; how much room they take is Redis's own setting ({@code maxmemory}). A Redis that is away or late
 * is left alone for a while: an answer is made sooner than one waits for it.
 */
public final class RedisAnswerCache implements AnswerCache, AutoCloseable {

    private static final Logger LOG = System.getLogger(RedisAnswerCache.class.getName());
    private static final String PREFIX = "millrace:answer:";
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 32;
    private static final int PORT = 6379;

    private final HostAndPort server;
    private final RedisClient redis;
    private final SetParams kept;
    private final Clock clock;
    private volatile Instant pausedUntil = Instant.MIN;

    /**
     * Opens no connection yet. An address of another form is an {@link IllegalArgumentException}, which does not repeat it: it may hold a password.
     *
     * @param server {@code redis://} or, with TLS, {@code rediss://}, then {@code [user][:password@]host[:port][/database]}; the port is
     *     {@value #PORT} where none is named
     * @param timeToLive from when an answer was last made or found to hold
     */
    public RedisAnswerCache(URI server, Duration timeToLive) {
        this(server, timeToLive, Clock.systemUTC());
    }

    RedisAnswerCache(URI server, Duration timeToLive, Clock clock) {
        this.clock = clock;
        this.kept = SetParams.setParams().px(timeToLive.toMillis());
        if (!JedisURIHelper.isRedisScheme(server) && !JedisURIHelper.isRedisSSLScheme(server)) {
            throw new IllegalArgumentException(
                    "the address of Redis begins with redis:// or rediss://, but with " + server.getScheme());
        }
        if (server.getHost() == null) {
            throw new IllegalArgumentException("the address of Redis names a host, as redis://redis:6379 does");
        }
        this.server = new HostAndPort(server.getHost(), server.getPort() < 0 ? PORT : server.getPort());
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(LONGEST_WAIT);
        this.redis = RedisClient.builder()
                .hostAndPort(this.server)
                .clientConfig(DefaultJedisClientConfig.builder()
                        .ssl(JedisURIHelper.isRedisSSLScheme(server))
                        .user(JedisURIHelper.getUser(server))
                        .password(JedisURIHelper.getPassword(server))
                        .database(JedisURIHelper.getDBIndex(server))
                        .timeoutMillis((int) LONGEST_WAIT.toMillis())
                        .build())
                .poolConfig(pool)
                .build();
    }

    HostAndPort server() {
        return server;
    }

    @Override
    public Optional<CachedAnswer> find(String key) {
        byte[] found = reach(() -> redis.get(name(key)));
        if (found == null) {
            return Optional.empty();
        }
        Optional<CachedAnswer> answer = AnswerJson.read(found);
        if (answer.isEmpty()) {
            LOG.log(Level.WARNING, "an answer in Redis was written by another version and is forgotten");
            remove(key);
        }
        return answer;
    }

    @Override
    public void put(String key, CachedAnswer answer) {
        byte[] json = AnswerJson.write(answer);
        reach(() -> redis.set(name(key), json, kept));
    }

    @Override
    public void remove(String key) {
        reach(() -> redis.del(name(key)));
    }

    private <R> @Nullable R reach(Supplier<@Nullable R> command) {
        if (clock.instant().isBefore(pausedUntil)) {
            return null;
        }
        try {
            return command.get();
        } catch (JedisException e) {
            pausedUntil = clock.instant().plus(PAUSE);
            LOG.log(Level.WARNING, "Redis can''t be reached; no answers are kept for {0}: {1}", PAUSE, e.toString());
            return null;
        }
    }

    private static byte[] name(String key) {
        return (PREFIX + key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        redis.close();
    }
}
