package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.StoreKind;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.state.SharedState;
import io.quarkus.runtime.StartupEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChosenStoreTest {

    /** Says when it is prepared, and by whom. */
    private record Prepared(String name, CompletableFuture<Thread> by) implements StoreKind {

        @Override
        public void prepare() {
            by.complete(Thread.currentThread());
            throw new IllegalStateException("its server is away");
        }

        @Override
        public PassageStore store() {
            throw new IllegalStateException("its server is away");
        }

        @Override
        public Optional<DeadLetterStore> deadLetters() {
            return Optional.empty();
        }

        @Override
        public Optional<SharedState> shared() {
            return Optional.empty();
        }

        @Override
        public CapturePositions positions() {
            throw new IllegalStateException("its server is away");
        }
    }

    private final Prepared one = new Prepared("one", new CompletableFuture<>());
    private final Prepared other = new Prepared("other", new CompletableFuture<>());

    @Test
    void theStoreThatIsNamedIsPreparedBesideTheStart() throws Exception {
        new ChosenStore("other", List.of(one, other)).prepare(new StartupEvent());

        assertThat(other.by().get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        assertThat(one.by()).isNotDone();
    }

    @Test
    void aStoreThatThisBuildDoesNotHaveStopsTheStart() {
        assertThatThrownBy(() -> new ChosenStore("third", List.of(one, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.store is third")
                .hasMessageContaining("one, other");
    }
}
