package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.access.ApiKey;
import io.millrace.core.access.Caller.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    private Path folder;

    private Path file;
    private KeyFile keys;

    @BeforeEach
    void open() {
        file = folder.resolve("keys.json");
        keys = new KeyFile(file);
    }

    @Test
    void keepsKeysWithoutTheirSecrets() throws IOException {
        ApiKey.Created created = created(Set.of("user:ann", "group:sales"));
        keys.add(created.key());

        assertThat(new KeyFile(file).find(created.presented())).contains(created.key());
        String secret = created.presented()
                .substring("mr_".length() + created.key().id().length() + 1);
        assertThat(Files.readString(file))
                .doesNotContain(secret)
                .contains(created.key().hash());
    }

    /** As 'millrace keys create --file keys.json' has it. */
    @Test
    void aFileIsNamedWithoutItsFolder() throws IOException {
        Path here = Path.of("KeyFileTest-" + System.nanoTime() + ".json");
        try {
            ApiKey.Created created = created(Set.of());
            new KeyFile(here).add(created.key());

            assertThat(new KeyFile(here).find(created.presented())).contains(created.key());
        } finally {
            Files.deleteIfExists(here);
            Files.deleteIfExists(Path.of(here + ".lock"));
        }
    }

    @Test
    void aRevokedKeyEndsWithTheNextRequestOfAnotherProcess() throws IOException {
        ApiKey.Created created = created(Set.of());
        ApiKey.Created other = created(Set.of());
        keys.add(created.key());
        keys.add(other.key());
        KeyFile server = new KeyFile(file);
        assertThat(server.find(created.presented())).isPresent();

        assertThat(keys.remove(created.key().id())).isTrue();
        assertThat(keys.remove(created.key().id())).isFalse();

        assertThat(server.find(created.presented())).isEmpty();
        assertThat(server.find(other.presented())).isPresent();
    }

    @Test
    void noSecretOpensAnotherKey() throws IOException {
        ApiKey.Created one = created(Set.of());
        ApiKey.Created two = created(Set.of());
        keys.add(one.key());
        keys.add(two.key());
        String mixed = one.presented().substring(0, 16) + two.presented().substring(16);

        assertThat(keys.find(mixed)).isEmpty();
        assertThat(keys.find(one.presented() + "A")).isEmpty();
        assertThat(keys.find("mr_" + one.key().id() + "_" + one.key().hash())).isEmpty();
        assertThat(keys.find("")).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadLetsNobodyInAndQuotesNothing() throws IOException {
        Files.writeString(file, "[{\"id\":\"secret-looking\"}]");

        assertThatThrownBy(() -> keys.find("mr_x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keys.json")
                .hasMessageContaining("create keys again")
                .hasMessageNotContaining("secret-looking");
    }

    @Test
    void nobodysChangeIsLost() {
        List<ApiKey.Created> all =
                IntStream.range(0, 20).mapToObj(i -> created(Set.of())).toList();
        CompletableFuture.allOf(all.stream()
                        .map(one -> CompletableFuture.runAsync(() -> add(keys, one.key())))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(new KeyFile(file).all())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(ApiKey.Created::key).toList());
    }

    private static void add(KeyFile keys, ApiKey key) {
        try {
            keys.add(key);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ApiKey.Created created(Set<String> principals) {
        return ApiKey.create("default", principals, Role.READER, 60, NOW, new SecureRandom());
    }
}
