package io.millrace.local.activator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionCommandTest {

    @TempDir
    private Path data;

    @Test
    void whoeverLooksSeesAtOnceThatItIsGone() throws Exception {
        FunctionProcess process = started("exec sleep 600");
        assertThat(process.exit()).isNotDone();

        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();

        assertThat(process.exit().get(30, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(process.exit()).isDone();
    }

    @Test
    void notesWhichProcessItIs() throws Exception {
        FunctionProcess process = started("exit 3");

        assertThat(process.exit().get(30, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(data.resolve("weir.pid")).hasContent(Long.toString(process.pid()));
    }

    /** What a shell is given after its script, which is what would be given to a JVM, it keeps as parameters. */
    private FunctionProcess started(String script) throws IOException {
        Files.createDirectories(data.resolve("logs"));
        return new FunctionCommand(
                        "weir",
                        List.of("/bin/sh", "-c", script, "sh"),
                        data.resolve("weir.jar"),
                        data,
                        Map.of(),
                        data,
                        data.resolve("temporary"))
                .start();
    }
}
