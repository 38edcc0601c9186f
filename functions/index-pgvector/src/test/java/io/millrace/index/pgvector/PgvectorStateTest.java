package io.millrace.index.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.state.SharedState;
import io.millrace.testkit.SharedStateContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
final class PgvectorStateTest extends SharedStateContract {

    private final EmptyStore empty = new EmptyStore();
    private final EmptyStore other = new EmptyStore();
    private boolean opened;

    @Override
    protected SharedState open() {
        EmptyStore next = opened ? other : empty;
        opened = true;
        return next.store().shared();
    }

    @Override
    protected long kept() {
        return count("upload_content");
    }

    @Override
    protected void age(Duration by) {
        EmptyStore.execute("UPDATE millrace.upload SET put_at = put_at - interval '" + by.toSeconds() + " s'");
    }

    @AfterEach
    void close() {
        empty.close();
        other.close();
    }

    @Test
    void whatAProcessLeftWhenItWasKilledGoesAfterADay() throws IOException {
        SharedState state = open();
        EmptyStore.execute(
                "INSERT INTO millrace.upload_content (begun_at) VALUES (now() - interval '25 hours'), (now())");
        EmptyStore.execute("INSERT INTO millrace.upload_part SELECT id, 0, '\\x00' FROM millrace.upload_content");

        Instant now = Instant.now();
        state.uploads().sweep(now, now, _ -> Set.of());

        assertThat(kept()).isEqualTo(1);
        assertThat(count("upload_part")).isEqualTo(1);
    }

    @Test
    void allOfManyAreSwept() throws IOException {
        SharedState state = open();
        for (int i = 0; i < 201; i++) {
            state.uploads().put(new ByteArrayInputStream(("mill " + i).getBytes(StandardCharsets.UTF_8)), 100);
        }

        Instant later = Instant.now().plusSeconds(60);
        state.uploads().sweep(later, later, _ -> Set.of());

        assertThat(kept()).isZero();
    }

    /** As answering's pods do. */
    @Test
    void manyMayPutAndRegisterAtOnce() {
        List<SharedState> pods = List.of(open(), open());
        byte[] large = new byte[3 << 19];

        Set<String> names = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> {
                    SharedState pod = pods.get(i % 2);
                    pod.pages().register(List.of("https://mill.example/" + i), null, null);
                    return put(pod, i % 4 < 2 ? large : new byte[] {1});
                })
                .collect(Collectors.toSet());

        assertThat(names).hasSize(2);
        assertThat(kept()).isEqualTo(2);
        assertThat(pods.getFirst().pages().roots()).hasSize(40);
        assertThat(pods.getLast().pages().roots()).hasSize(40);
    }

    private static String put(SharedState pod, byte[] content) {
        try {
            return pod.uploads().put(new ByteArrayInputStream(content), content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(String table) {
        try (Connection connection = EmptyStore.connect()) {
            return new Sql("SELECT count(*) FROM millrace." + table).one(connection, row -> row.getLong(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
