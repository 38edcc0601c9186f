package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.answer.PromptTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptFolderTest {

    private static final String SYSTEM = "Be brief. Else say: The documents do not say.";
    private static final String USER = "{passages}\n{question}";

    @TempDir
    Path folder;

    @Test
    void readsBothTemplatesAndTheirVersion() throws IOException {
        write("system.2026-11.txt", SYSTEM + "\n");
        write("user.2026-11.txt", USER);
        assertThat(PromptFolder.read(folder)).isEqualTo(new PromptTemplates("2026-11", SYSTEM, USER));
    }

    @Test
    void anEmptyFolderIsAsGoodAsNone() {
        assertThat(PromptFolder.read(folder)).isSameAs(PromptTemplates.SHIPPED);
    }

    @Test
    void readsAMountedConfigMap() throws IOException {
        Path mounted = Files.createDirectory(folder.resolve("..2026_11_28"));
        Files.writeString(mounted.resolve("system.v2.txt"), SYSTEM);
        Files.writeString(mounted.resolve("user.v2.txt"), USER);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_28"));
        Files.createSymbolicLink(folder.resolve("system.v2.txt"), Path.of("..data", "system.v2.txt"));
        Files.createSymbolicLink(folder.resolve("user.v2.txt"), Path.of("..data", "user.v2.txt"));
        assertThat(PromptFolder.read(folder).version()).isEqualTo("v2");
    }

    @Test
    void namesWhatIsNotThere() {
        assertThatThrownBy(() -> PromptFolder.read(folder.resolve("none")))
                .hasMessageContaining("millrace.prompts.folder")
                .hasMessageContaining("none");
    }

    @Test
    void refusesHalfOfIt() throws IOException {
        write("system.v2.txt", SYSTEM);
        assertThatThrownBy(() -> PromptFolder.read(folder)).hasMessageContaining("user.VERSION.txt");
    }

    @Test
    void refusesTwoVersions() throws IOException {
        write("system.v2.txt", SYSTEM);
        write("user.v3.txt", USER);
        assertThatThrownBy(() -> PromptFolder.read(folder)).hasMessageContaining("one version");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        write("system.v2.txt", SYSTEM);
        write("user.v2.txt", USER);
        write("notes.md", "x");
        assertThatThrownBy(() -> PromptFolder.read(folder)).hasMessageContaining("notes.md");
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        write("user.v2.txt", USER);
        Files.write(folder.resolve("system.v2.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> PromptFolder.read(folder)).hasMessageContaining("UTF-8");
    }

    @Test
    void refusesATemplateThatBreaksARuleAndSaysWhere() throws IOException {
        write("system.v2.txt", "Say something.");
        write("user.v2.txt", USER);
        assertThatThrownBy(() -> PromptFolder.read(folder))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("The documents do not say.");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
