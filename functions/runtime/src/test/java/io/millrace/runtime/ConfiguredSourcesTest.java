package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.SourceRoot;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredSourcesTest {

    @Test
    void registersWhatTheConfigurationSays() {
        assertThat(roots(Map.of(
                        "millrace.sources.handbook.uri", "s3://company/hand book/",
                        "millrace.sources.handbook.access", "group:staff,user:ann",
                        "millrace.sources.handbook.chunker", "fixed",
                        "millrace.sources.open.uri", "az://account/container")))
                .containsExactly(
                        new SourceRoot(
                                "s3://company/hand%20book/",
                                DocumentKey.DEFAULT_TENANT,
                                new AccessList(List.of("group:staff", "user:ann")),
                                "fixed"),
                        SourceRoot.of("az://account/container/", AccessList.EVERYONE));
    }

    @Test
    void theEnvironmentMaySayItToo() {
        SourcesConfig config = new SmallRyeConfigBuilder()
                .withMapping(SourcesConfig.class)
                .withSources(new EnvConfigSource(
                        Map.of(
                                "MILLRACE_SOURCES_HANDBOOK_URI",
                                "s3://b/",
                                "MILLRACE_SOURCES_HANDBOOK_ACCESS",
                                "user:ann"),
                        300))
                .build()
                .getConfigMapping(SourcesConfig.class);

        assertThat(new ConfiguredSources(config).roots())
                .containsExactly(SourceRoot.of("s3://b/", new AccessList(List.of("user:ann"))));
    }

    @Test
    void registersNothingByDefault() {
        assertThat(roots(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "uri, file:///docs/, starts with s3",
        "uri, s3:///docs/, names no bucket",
        "tenant, acme, only default",
        "chunker, fixd, 'there are structure, recursive'",
        "access, somebody, somebody"
    })
    void aMistakeNamesItsKey(String key, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("millrace.sources.mine.uri", "s3://b/"));
        settings.put("millrace.sources.mine." + key, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> roots(settings))
                .withMessageContaining("millrace.sources.mine")
                .withMessageContaining(message);
    }

    private static List<SourceRoot> roots(Map<String, String> settings) {
        SourcesConfig config = new SmallRyeConfigBuilder()
                .withMapping(SourcesConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(SourcesConfig.class);
        return new ConfiguredSources(config).roots();
    }
}
