package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelAddressesTest {

    private static final Duration FOREVER = Duration.ofHours(1);
    private static final List<URI> TWO = List.of(URI.create("http://a/"), URI.create("http://b"));

    @Test
    void passesOverOneThatFailedThreeTimesInARow() {
        ModelAddresses addresses = new ModelAddresses(TWO, FOREVER);
        ModelAddress bad = addresses.all().getFirst();
        fail(bad, 2);
        assertThat(bad.admits()).isTrue();
        bad.well();
        fail(bad, 3);

        for (int i = 0; i < 20; i++) {
            assertThat(addresses.round().next()).contains(addresses.all().getLast());
        }
    }

    @Test
    void afterThePauseOneCallTriesIt() {
        ModelAddress bad = new ModelAddresses(TWO, Duration.ofNanos(1)).all().getFirst();
        fail(bad, 3);

        assertThat(bad.admits()).isTrue();
        assertThat(bad.admits()).as("while the first is under way").isFalse();
        bad.well();
        assertThat(bad.admits()).isTrue();
        assertThat(bad.admits()).isTrue();
    }

    @Test
    void aTrialThatTellsNothingLeavesTheNextCallToTry() {
        ModelAddress bad = new ModelAddresses(TWO, Duration.ofNanos(1)).all().getFirst();
        fail(bad, 3);

        assertThat(bad.admits()).isTrue();
        bad.unknown();
        assertThat(bad.admits()).isTrue();
        assertThat(bad.admits()).isFalse();
    }

    @Test
    void whereAllArePassedOverOneIsAskedAllTheSameAndComesBackWhenItAnswers() {
        ModelAddresses addresses = new ModelAddresses(List.of(URI.create("http://a")), FOREVER);
        ModelAddress only = addresses.all().getFirst();
        fail(only, 5);
        only.rest(FOREVER);

        ModelAddresses.Round round = addresses.round();
        assertThat(round.next()).contains(only);
        assertThat(round.next()).isEmpty();
        only.well();
        only.rest(Duration.ZERO);
        assertThat(only.admits()).isTrue();
    }

    @Test
    void aCallIsNotSentToWhatIsPassedOverOnceOneHasRefused() {
        ModelAddresses addresses = new ModelAddresses(TWO, FOREVER);
        addresses.all().getFirst().rest(FOREVER);
        ModelAddresses.Round round = addresses.round();

        assertThat(round.next()).contains(addresses.all().getLast());
        assertThat(round.next()).isEmpty();
    }

    @Test
    void drawsByLotAmongEquals() {
        ModelAddresses addresses = new ModelAddresses(TWO, FOREVER);
        int first = 0;
        for (int i = 0; i < 200; i++) {
            if (addresses.round().next().orElseThrow() == addresses.all().getFirst()) {
                first++;
            }
        }
        assertThat(first).isBetween(50, 150);
    }

    @Test
    void anAddressMayEndInASlash() {
        assertThat(new ModelAddresses(TWO, FOREVER).all())
                .extracting(address -> address.url("/health"))
                .containsExactly("http://a/health", "http://b/health");
    }

    private static void fail(ModelAddress address, int times) {
        for (int i = 0; i < times; i++) {
            address.failed();
        }
    }
}
