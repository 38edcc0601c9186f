package io.millrace.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.SampleDocument;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is away, is another, or has lost its index; and settings that can't be. */
@Tag("containers")
class OpenSearchFailureTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private final EmptyStore empty = new EmptyStore();
    private final SampleDocument heron = SampleDocument.of("heron", "A heron.");

    @AfterEach
    void close() {
        empty.close();
    }

    @Test
    void aServerThatIsAwayIsAPassingFailureAndChangesNothing() {
        OpenSearchSettings away = with(empty.settings(), NOBODY, "ann", "secret", null);
        try (OpenSearchStore store = new OpenSearchStore(away, EmptyStore.ledger(), Clock.systemUTC())) {
            assertThatThrownBy(() -> store.passages().stage(heron.batch()))
                    .satisfies(Problems.code("index-not-reachable", "millrace.opensearch.url"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.UNAVAILABLE));
        }
        assertThat(empty.store().find(heron.key())).isEmpty();
    }

    @Test
    void anIndexThatIsGoneIsNotMadeAnew() {
        empty.store().stage(heron.batch());
        try (Cluster cluster = new Cluster(empty.settings())) {
            cluster.ask("DELETE", "/" + empty.settings().index(), Map.of(), null);
        }
        assertThatThrownBy(() -> empty.store().snapshot()).satisfies(Problems.code("index-lost", "snapshot"));
        assertThatThrownBy(
                        () -> empty.store().stage(heron.at(2).saying("Another.").batch()))
                .satisfies(Problems.code("index-lost"));
        empty.restart();
        assertThatThrownBy(
                        () -> empty.store().stage(heron.at(3).saying("Another.").batch()))
                .satisfies(Problems.code("index-lost"));
    }

    @Test
    void anIndexThatHasAnothersPassagesIsRefused() {
        empty.store().stage(heron.batch());
        EmptyStore.execute(
                "UPDATE millrace_opensearch.index_state SET dimension = NULL, elsewhere = NULL; DELETE FROM millrace_opensearch.document");
        empty.restart();
        assertThatThrownBy(() -> empty.store().stage(heron.batch()))
                .satisfies(Problems.code("index-of-another-ledger", "millrace.opensearch.schema"));
    }

    @Test
    void anotherIndexThanTheLedgersIsRefused() {
        empty.store().stage(heron.batch());
        EmptyStore.execute("UPDATE millrace_opensearch.index_state SET elsewhere = 'another'");
        empty.restart();
        assertThatThrownBy(() -> empty.store().snapshot()).satisfies(Problems.code("index-of-another-ledger"));
    }

    @Test
    void anIndexOfAnotherFormIsRefused() {
        try (Cluster cluster = new Cluster(empty.settings())) {
            cluster.ask(
                    "PUT",
                    "/" + empty.settings().index(),
                    Map.of(),
                    Map.of("mappings", Map.of("_meta", Map.of("form", 99))));
        }
        assertThatThrownBy(() -> empty.store().stage(heron.batch()))
                .satisfies(Problems.code("index-of-another-form", "99"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"number\": \"8.15.0\"}",
                "{\"distribution\": \"opensearch\", \"number\": \"2.18.0\"}",
                "{\"distribution\": \"opensearch\", \"number\": \"one.two\"}"
            })
    void aServerThatLacksWhatIsNeededIsRefused(String said) throws Exception {
        var version = new ObjectMapper().readTree(said);
        assertThatThrownBy(() -> OpenSearchVersion.of(version))
                .satisfies(Problems.code("index-server-not-supported", "2.19"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ann:secret@search:9200",
                "ftp://search",
                "search:9200",
                "https://search/below",
                "https://search?secret"
            })
    void anAddressOfAnotherFormIsRefusedAndNotRepeated(String wrong) {
        assertThat(catchThrowable(() -> OpenSearchSettings.of(URI.create(wrong))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.opensearch.url")
                .hasMessageNotContaining("secret");
    }

    @Test
    void settingsOutOfTheirRangeNameTheirKey() {
        assertThatThrownBy(() -> sized(0, 1)).hasMessage("millrace.opensearch.shards is out of its range: 0");
        assertThatThrownBy(() -> sized(1, -1)).hasMessage("millrace.opensearch.replicas is out of its range: -1");
        assertThatThrownBy(() -> with(OpenSearchSettings.of(NOBODY), NOBODY, "ann", null, null))
                .hasMessageContaining("either both are set or none");
        assertThat(with(OpenSearchSettings.of(NOBODY), NOBODY, "ann", "secret", null)
                        .toString())
                .doesNotContain("ann", "secret");
    }

    @Test
    void aFileWithoutCertificatesIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "none");
        OpenSearchSettings settings = with(OpenSearchSettings.of(NOBODY), NOBODY, null, null, file);
        assertThatThrownBy(() -> new OpenSearchStore(settings, EmptyStore.ledger(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.opensearch.certificates")
                .hasMessageContaining("ca.pem");
    }

    private static OpenSearchSettings sized(int shards, int replicas) {
        return new OpenSearchSettings(
                List.of(NOBODY), null, null, null, "millrace", shards, replicas, Duration.ZERO, Duration.ofSeconds(1));
    }

    private static OpenSearchSettings with(
            OpenSearchSettings settings,
            URI url,
            @Nullable String user,
            @Nullable String password,
            @Nullable Path certificates) {
        return new OpenSearchSettings(
                List.of(url),
                user,
                password,
                certificates,
                settings.index(),
                settings.shards(),
                settings.replicas(),
                settings.refresh(),
                settings.patience());
    }
}
