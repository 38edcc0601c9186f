package io.millrace.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which store functions are trained with, where {@code scripts/postgres} is played: its url is the folder that it was given. */
class TrainingStoreIT {

    private static final String PLAYED = """
        #!/usr/bin/env bash
        case $1 in
          prepare) mkdir "$2/data" ;;
          url) echo "$2" ;;
          run) echo ready >"$2/data/postmaster.pid" && exec sleep 60 ;;
        esac
        """;

    @TempDir
    private static Path folder;

    private final List<Map<String, String>> filled = new ArrayList<>();

    @Test
    void postgresqlRunsWhereTheEnvironmentNamesNoStoreAndEndsWithIt() throws IOException {
        TrainingStore store = store(PLAYED, Map.of());
        Path server;
        try (store) {
            Map<String, String> environment = store.environment();

            server = Path.of(Objects.requireNonNull(environment.get("MILLRACE_STORE_URL")));
            assertThat(server.resolve("data/postmaster.pid")).exists();
            assertThat(environment).containsEntry("MILLRACE_STORE", "pgvector");
            assertThat(filled).containsExactly(environment);
            assertThat(store.environment()).isSameAs(environment);
        }
        assertThat(server).doesNotExist();
    }

    @Test
    void wherePostgresqlCannotBeHadOneIsToBeNamed() throws IOException {
        try (TrainingStore store = store("#!/usr/bin/env bash\necho no pip >&2\nexit 3\n", Map.of())) {
            assertThatThrownBy(store::environment)
                    .isInstanceOf(ImageFailure.class)
                    .hasMessageContaining("MILLRACE_STORE_URL")
                    .hasMessageContaining("ended with 3: no pip");
            assertThat(filled).isEmpty();
        }
    }

    @Test
    void theStoreOfTheEnvironmentIsTakenWithAnIndexOfItsOwn() throws IOException {
        try (TrainingStore store = store("", Map.of("MILLRACE_STORE", "opensearch"))) {
            assertThat(store.environment())
                    .containsEntry("MILLRACE_STORE", "opensearch")
                    .containsEntry("MILLRACE_OPENSEARCH_INDEX", "millrace-training")
                    .doesNotContainKey("MILLRACE_STORE_URL");
            assertThat(filled).hasSize(1);
        }
    }

    @Test
    void aUrlAloneIsThatOfAPostgresql() throws IOException {
        try (TrainingStore store = store("", Map.of("MILLRACE_STORE_URL", "postgresql://ann@db.example/millrace"))) {
            assertThat(store.environment())
                    .containsEntry("MILLRACE_STORE", "pgvector")
                    .doesNotContainKey("MILLRACE_STORE_URL");
        }
    }

    private TrainingStore store(String script, Map<String, String> environment) throws IOException {
        Path file = Files.createTempFile(folder, "postgres", "");
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new TrainingStore(file, filled::add, environment);
    }
}
