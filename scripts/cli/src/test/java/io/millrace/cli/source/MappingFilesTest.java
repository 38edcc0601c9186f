package io.millrace.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingFilesTest {

    private static final String MAPPING = """
            name: shop
            engine: postgresql
            url: jdbc:postgresql://127.0.0.1:9/shop
            documents:
              - table: public.products
                key: [id]
                title: "{{name}}"
                columns: [name]
                access: [public]
            """;

    @TempDir
    private Path folder;

    private MappingFiles files;
    private Path databases;

    @BeforeEach
    void make() throws IOException {
        files = new MappingFiles(folder);
        databases = Files.createDirectories(folder.resolve("databases"));
    }

    @Test
    void keepsItUnderItsName() throws IOException {
        Path kept = put(MAPPING);

        assertThat(kept).isEqualTo(databases.resolve("shop.yaml")).hasContent(MAPPING);
    }

    @Test
    void takesThePlaceOfTheFileThatSaysItsName() throws IOException {
        Path old = Files.writeString(databases.resolve("db.yml"), MAPPING.replace("{{name}}", "{{id}}"));

        assertThat(put(MAPPING)).isEqualTo(old).hasContent(MAPPING);

        assertThat(files.all()).containsExactly(old);
    }

    @Test
    void takesThePlaceOfABrokenFileThatIsCalledLikeIt() throws IOException {
        Path broken = Files.writeString(databases.resolve("shop.yml"), "name: [");

        assertThat(put(MAPPING)).isEqualTo(broken).hasContent(MAPPING);
    }

    @Test
    void choosesNoneOfTwoThatSayTheSameName() throws IOException {
        Path one = Files.writeString(databases.resolve("a.yaml"), MAPPING);
        Path other = Files.writeString(databases.resolve("b.yaml"), MAPPING);

        assertThatThrownBy(() -> files.find("shop"))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining(one.toString())
                .hasMessageContaining(other.toString());
        assertThatThrownBy(() -> put(MAPPING)).isInstanceOf(CliFailure.class);
    }

    @Test
    void overwritesNoOtherSource() throws IOException {
        Path other = Files.writeString(databases.resolve("shop.yaml"), MAPPING.replace("name: shop", "name: stock"));

        assertThatThrownBy(() -> put(MAPPING))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining(other.toString())
                .hasMessageContaining("stock");

        assertThat(other).content().contains("name: stock");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user: reader\\npassword: {file: secrets/password}  | secrets/password
            tls: {mode: verify-full, ca: ca.pem}               | ca.pem
            """)
    void refusesAFileThatWouldBeReadFromAnotherWorkingDirectory(String lines, String path) {
        String mapping = MAPPING.replace("documents:", lines.replace("\\n", "\n") + "\ndocuments:");

        assertThatThrownBy(() -> put(mapping))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("'" + path + "'")
                .hasMessageContaining(Path.of(path).toAbsolutePath().toString());

        assertThat(databases).isEmptyDirectory();
    }

    private Path put(String mapping) throws IOException {
        Path file = Files.writeString(folder.resolve("given.yaml"), mapping);
        return files.put(MappingFiles.read(file), file);
    }
}
