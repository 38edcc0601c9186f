package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionPortsTest {

    @Test
    void theNextStartKnowsThem(@TempDir Path data) throws IOException {
        new FunctionPorts(data).remember(Map.of("intake", 4711));

        assertThat(new FunctionPorts(data).of("intake")).isEqualTo(4711);
        assertThat(new FunctionPorts(data).of("chunking")).isZero();
    }

    @Test
    void aBrokenFileCostsThePortsAndNoStart(@TempDir Path data) throws IOException {
        Files.writeString(data.resolve("ports.json"), "{\"intake\": ");

        assertThat(new FunctionPorts(data).of("intake")).isZero();
    }
}
