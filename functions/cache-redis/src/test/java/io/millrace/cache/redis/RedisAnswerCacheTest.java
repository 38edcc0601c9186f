package io.millrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.cache.AnswerCache;
import io.millrace.testkit.AnswerCacheContract;
import io.millrace.testkit.SampleAnswer;
import io.millrace.testkit.StoreEmulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** Against a real Redis, where one is installed. */
@Tag("containers")
class RedisAnswerCacheTest extends AnswerCacheContract {

    @TempDir
    static Path folder;

    private static @Nullable StoreEmulator server;
    private static @Nullable RedisAnswerCache cache;
    private static URI address = URI.create("redis://127.0.0.1");

    @BeforeAll
    static void start() throws IOException {
        server = StoreEmulator.redis(folder);
        address = URI.create("redis://127.0.0.1:" + server.endpoint().getPort());
        cache = new RedisAnswerCache(address, Duration.ofHours(1));
    }

    @AfterAll
    static void stop() {
        if (cache != null) {
            cache.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected AnswerCache cache() {
        if (cache == null) {
            throw new IllegalStateException("it is opened before each test");
        }
        return cache;
    }

    @Test
    void letsRedisForgetWhatIsOld() {
        cache().put("t/old", SampleAnswer.of("Old."));

        try (RedisClient redis = RedisClient.create(address)) {
            assertThat(redis.pttl("millrace:answer:t/old"))
                    .isBetween(
                            Duration.ofMinutes(59).toMillis(),
                            Duration.ofMinutes(60).toMillis());
        }
    }

    @Test
    void whatCannotBeReadIsForgotten() {
        try (RedisClient redis = RedisClient.create(address)) {
            redis.set("millrace:answer:t/strange", "{\"answer\": {}}");

            assertThat(cache().find("t/strange")).isEmpty();
            assertThat(redis.exists("millrace:answer:t/strange")).isFalse();
        }
    }

    @Test
    void withoutAPortItIsThatOfRedis() {
        try (RedisAnswerCache plain = new RedisAnswerCache(URI.create("redis://127.0.0.1"), Duration.ofHours(1));
                RedisAnswerCache other = new RedisAnswerCache(URI.create("redis://[::1]:7/2"), Duration.ofHours(1))) {
            assertThat(plain.server()).isEqualTo(new HostAndPort("127.0.0.1", 6379));
            assertThat(other.server()).isEqualTo(new HostAndPort("[::1]", 7));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://:secret@redis", "redis:secret@redis", "redis://:secret@my_redis:6379", "secret@redis"})
    void anAddressOfAnotherFormIsRefusedAndNotRepeated(String wrong) {
        assertThatThrownBy(() -> new RedisAnswerCache(URI.create(wrong), Duration.ofHours(1)).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address of Redis")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aRedisThatIsAwayKeepsNothingAndIsLeftAlone() throws IOException {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        StoreEmulator other = StoreEmulator.redis(Files.createDirectory(folder.resolve("away")));
        other.close();
        URI away = URI.create("redis://127.0.0.1:" + other.endpoint().getPort());
        try (RedisAnswerCache alone = new RedisAnswerCache(away, Duration.ofHours(1), clock)) {
            alone.put("t/1", SampleAnswer.of("Lost."));

            long started = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(alone.find("t/1")).isEmpty();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
