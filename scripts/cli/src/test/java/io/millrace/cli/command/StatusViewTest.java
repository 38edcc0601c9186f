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
    void whatIsNotSaidIsNotShownAsNone() throws JsonProcessingException {
        assertThat(lines("{\"documents\":5,\"pending\":0}"))
                .containsExactly("running at http://127.0.0.1:8080", "documents 5, pending 0");
        assertThat(lines("{\"documents\":5,\"deadLetters\":2}")).contains("documents 5, dead letters 2");
        assertThat(lines("{\"rejections\":[]}"))
                .containsExactly("running at http://127.0.0.1:8080", "how much there is, administrators are told");
    }

    @Test
    void memoryThatIsNotKnownIsLeftOut() throws JsonProcessingException {
        assertThat(view("{\"documents\":5}").json().has("rssMegabytes")).isFalse();
        assertThat(view("{\"processes\":[{\"rssMegabytes\":5}]}")
                        .json()
                        .path("rssMegabytes")
                        .asDouble())
                .isEqualTo(5);
    }

    @Test
    void aLineNamesOnlyWhatIsKnown() throws JsonProcessingException {
        assertThat(view("{\"documentsPerSecond\":2,\"deadLetters\":1,\"queue\":{\"a\":3,\"b\":4}}")
                        .line())
                .isEqualTo("queued 7, dead letters 1; 2.0 documents a second");
        assertThat(view("{\"documentsPerSecond\":2}").line()).isEqualTo("2.0 documents a second");
    }

    @Test
    void oneIsNoPlural() throws JsonProcessingException {
        assertThat(
                        lines(
                                "{\"functions\":[{\"name\":\"intake\",\"state\":\"running\",\"starts\":1,\"inside\":0,\"waiting\":1},"
                                        + "{\"name\":\"chunking\",\"state\":\"running\",\"starts\":2,\"inside\":0,\"waiting\":0}]}"))
                .contains(
                        "intake is running, started 1 time; works on 0, 1 waits",
                        "chunking is running, started 2 times; works on 0, 0 wait");
    }

    private static List<String> lines(String status) throws JsonProcessingException {
        return view(status).lines();
    }

    private static StatusView view(String status) throws JsonProcessingException {
        return new StatusView(new ObjectMapper().readTree(status), "http://127.0.0.1:8080");
    }
}
