package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.cache.mongodb.MongoAnswerCache;
import io.millrace.cache.redis.RedisAnswerCache;
import io.millrace.core.cache.AnswerCache;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheProducerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:pa^ss-word@redis:6379",
                "redis://:pa/ss-word@redis:6379",
                "redis://:pa%ss-word@redis",
                "ss-word@redis:6379",
                "http://:ss-word@redis"
            })
    void anAddressThatCannotBeReadIsNamedAndNotShown(String address) {
        Throwable refused = catchThrowable(() -> cache("redis", address));

        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("millrace.cache.redis-url").doesNotContain("ss-word");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://ann:pa/ss-word@mongodb",
                "mongodb://ann:pa%ss-word@mongodb",
                "mongodb://ann:ss-word@mongodb:many",
                "mongodb://ann:ss-word@",
                "mongodb+srv://ann:ss-word@mongodb",
                "ss-word@mongodb",
                "http://ann:ss-word@mongodb"
            })
    void anAddressOfMongoDbThatCannotBeReadIsNamedAndNotShown(String address) {
        Throwable refused = catchThrowable(() -> cache("mongodb", address));

        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .contains("millrace.cache.mongodb-url", "mongodb+srv:// is not taken")
                .doesNotContain("ss-word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "mongodb"})
    void aStoreWithoutAnAddressIsRefused(String store) {
        assertThatThrownBy(() -> cache(Map.of("millrace.cache.store", store)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("millrace.cache.store is " + store + ", so millrace.cache." + store
                        + "-url must say where it is");
    }

    @Test
    void anAddressOfMongoDbIsTaken() {
        AnswerCache cache = cache("mongodb", "mongodb://ann:secret@one,two:27018/answers?replicaSet=rs&tls=true");

        assertThat(cache).isInstanceOf(MongoAnswerCache.class);
        new CacheProducer().close(cache);
    }

    @Test
    void anAddressOfRedisIsTaken() {
        AnswerCache cache = cache("redis", "rediss://ann:secret@redis");

        assertThat(cache).isInstanceOf(RedisAnswerCache.class);
        new CacheProducer().close(cache);
    }

    @Test
    void whereRedisIsNotAskedItsAddressIsNotRead() {
        assertThat(cache("off", "redis://:pa^ss@redis")).isSameAs(AnswerCache.NONE);
    }

    private static AnswerCache cache(String store, String address) {
        return cache(Map.of(
                "millrace.cache.store",
                store,
                "millrace.cache." + (store.equals("mongodb") ? store : "redis") + "-url",
                address));
    }

    private static AnswerCache cache(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(CacheConfig.class)
                .withDefaultValues(settings)
                .withDefaultValue("millrace.cache.time-to-live", "PT24H")
                .build();
        return new CacheProducer().cache(config.getConfigMapping(CacheConfig.class));
    }
}
