package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.BlobStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.state.AnswerStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {

    private final List<String> done = new ArrayList<>();

    /** Batches that were staged before a weekend: the others of their version still wait in the broker. */
    @Test
    void theStoreIsSweptOnceNoEventIsUnderWay() {
        boolean[] underWay = {true};
        Housekeeping housekeeping = new Housekeeping(
                noting(PassageStore.class),
                noting(AnswerStore.class),
                noting(BlobStore.class),
                () -> underWay[0],
                Duration.ofDays(30));

        housekeeping.sweep(Instant.now());
        assertThat(done).containsExactly("AnswerStore.sweep");

        underWay[0] = false;
        housekeeping.sweep(Instant.now());
        assertThat(done).containsExactly("AnswerStore.sweep", "PassageStore.sweep", "AnswerStore.sweep");
    }

    private <T> T noting(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    done.add(port.getSimpleName() + "." + method.getName());
                    return null;
                }));
    }
}
