package io.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusViewTest {

    @Test
    void oneMachineSaysWhatItsProcessesHold() throws JsonProcessingException {
        assertThat(lines("{\"processes\":[{\"name\":\"functions\",\"pid\":7,\"rssMegabytes\":200.4},"
                        + "{\"name\":\"model-server\",\"pid\":8,\"rssMegabytes\":100}]}"))
                .contains("functions: process 7, 200 MB", "memory in all: 300 MB");
    }

    @Test
    void aClusterDoesNotKnow() throws JsonProcessingException {
        assertThat(lines("{\"documents\":5}"))
                .contains("documents 5, passages 0, pending 0, rejected 0, dead letters 0")
                .noneMatch(line -> line.contains("memory"));
    }

    private static List<String> lines(String status) throws JsonProcessingException {
        return new StatusView(new ObjectMapper().readTree(status), "http://127.0.0.1:8080").lines();
    }
}
