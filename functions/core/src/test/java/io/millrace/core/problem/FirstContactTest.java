package io.millrace.core.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstContactTest {

    private final FirstContact contact = new FirstContact();
    private int attempts;

    @Test
    void whoIsRefusedAtFirstIsLetInLater() throws IOException {
        assertThat(reached(contact, 3)).isEqualTo("in");
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void afterTheFirstTimeARefusalIsOne() throws IOException {
        reached(contact, 1);

        attempts = 0;
        assertThatThrownBy(() -> reached(contact, 2)).isInstanceOf(ConnectException.class);
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void whoWasNeverLetInIsToldSoAndWaitsOnlyOnce() {
        FirstContact brief = new FirstContact(Duration.ofMillis(100));

        assertThatThrownBy(() -> reached(brief, 1000)).isInstanceOf(ConnectException.class);
        assertThat(attempts).isBetween(2, 10);
        attempts = 0;
        assertThatThrownBy(() -> reached(brief, 1000)).isInstanceOf(ConnectException.class);
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void anotherFailureMeansThatTheServerWasReached() {
        assertThatThrownBy(() -> contact.make(
                        () -> {
                            throw new IOException("a broken answer");
                        },
                        ConnectException.class::isInstance))
                .hasMessage("a broken answer");

        assertThatThrownBy(() -> reached(contact, 2)).isInstanceOf(ConnectException.class);
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> reached(contact, 1000)).isInstanceOf(ConnectException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).isEqualTo(1);
    }

    /** By a server that lets the given attempt in and refuses those before. */
    private String reached(FirstContact first, int attempt) throws IOException {
        return first.make(
                () -> {
                    attempts++;
                    if (attempts < attempt) {
                        throw new ConnectException("refused");
                    }
                    return "in";
                },
                ConnectException.class::isInstance);
    }
}
