package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionPortsTest {

    @Test
    void theNextStartKnowsThem(@TempDir Path data) throws IOException {
        new FunctionPorts(data).remember(Map.of("intake", 4711));

        assertThat(new FunctionPorts(data).of("intake")).isEqualTo(4711);
        assertThat(new FunctionPorts(data).of("chunking")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"intake\": ",
                "null",
                "[]",
                "{\"intake\": null}",
                "{\"intake\": 65536}",
                "{\"intake\": -1}"
            })
    void aBrokenFileCostsThePortsAndNoStart(String content, @TempDir Path data) throws IOException {
        Files.writeString(data.resolve("ports.json"), content);

        assertThat(new FunctionPorts(data).of("intake")).isZero();
    }
}
