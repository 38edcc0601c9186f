package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of mappings are read as functions read them, and what they name is granted, and in the example of Secrets. */
final class RowMappingsTest {

    private static final Path COMPONENTS = Repository.knative().resolve("components");

    /** By name of the database. */
    static Stream<String> databases() throws IOException {
        try (Stream<Path> folders = Files.list(COMPONENTS)) {
            return folders
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("rows-"))
                    .map(name -> name.substring("rows-".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void isReadAndTakesItsPasswordFromTheSecret(String database) throws IOException, MappingException {
        SourceMapping mapping = mapping(database);
        Secret password = Objects.requireNonNull(mapping.password());

        assertThat(mapping.name()).isEqualTo("shop-" + database);
        assertThat(mapping.documents().getFirst().joins()).containsOnlyKeys("reviews", "brand");
        assertThat(password).isInstanceOf(Secret.Variable.class);
        assertThat(example().path(((Secret.Variable) password).name()).asText()).isEqualTo("example-" + mapping.name());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void everyTableIsGrantedToTheUserThatReads(String database) throws IOException, MappingException {
        SourceMapping mapping = mapping(database);
        String grants = grants(database);

        assertThat(grants)
                .contains(Objects.requireNonNull(mapping.user()))
                .contains("'example-" + mapping.name() + "'");
        // MongoDB's role is for a database.
        Stream<String> tables = mapping.documents().stream()
                .flatMap(document -> document.tables().stream())
                .filter(table -> !database.equals("mongodb"));
        assertThat(tables)
                .allSatisfy(table -> assertThat(grants).containsPattern("GRANT SELECT[^;]*[ .]" + table + "[^;]*;"));
    }

    private static SourceMapping mapping(String database) throws IOException, MappingException {
        return MappingReader.read(COMPONENTS.resolve("rows-" + database).resolve("shop-" + database + ".yaml"));
    }

    private static JsonNode example() throws IOException {
        return Manifests.parse(Files.readString(Repository.knative().resolve("platform/secrets.example.yaml")))
                .find("v1", "Secret", RowReader.DATABASES)
                .orElseThrow()
                .path("stringData");
    }

    private static String grants(String database) throws IOException {
        try (Stream<Path> files = Files.list(COMPONENTS.resolve("rows-" + database))) {
            return Files.readString(
                    files.filter(file -> file.getFileName().toString().startsWith("grants."))
                            .findFirst()
                            .orElseThrow());
        }
    }
}
