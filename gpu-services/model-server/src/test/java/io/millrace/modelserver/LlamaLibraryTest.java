package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LlamaLibraryTest {

    @Test
    void leavesNothingWhereAnotherProcessCouldMeetIt() {
        LlamaLibrary.load();

        Path folder = Path.of(System.getProperty("de.kherud.llama.tmpdir"));
        assertThat(folder.getFileName().toString()).startsWith("millrace-llama-");
        assertThat(folder).doesNotExist();
    }
}
