package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(CacheConfig.class)
                .withDefaultValues(Map.of(
                        "millrace.cache.store",
                        store,
                        "millrace.cache.redis-url",
                        address,
                        "millrace.cache.time-to-live",
                        "PT24H"))
                .build();
        return new CacheProducer().cache(config.getConfigMapping(CacheConfig.class));
    }
}
