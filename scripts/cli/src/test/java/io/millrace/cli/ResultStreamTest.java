package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultStreamTest {

    @ParameterizedTest
    @CsvSource({"No space left on device, true", "Broken pipe, false"})
    void saysWhatWentNowhereUnlessNobodyWantsIt(String why, boolean said) {
        ResultStream result = new ResultStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        });

        new PrintStream(result, true, StandardCharsets.UTF_8).println("key");

        assertThat(result.failure().isPresent()).isEqualTo(said);
    }

    @Test
    void isSilentWhereAllIsWritten() {
        ResultStream result = new ResultStream(OutputStream.nullOutputStream());

        new PrintStream(result, true, StandardCharsets.UTF_8).println("key");

        assertThat(result.failure()).isEmpty();
    }
}
