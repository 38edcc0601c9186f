package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judge of {@link AtomicDocumentsIT} finds what it is there to find. */
class VisibleVersionsTest {

    private final VisibleVersions versions = new VisibleVersions();

    @Test
    void acceptsAWholeVersionInAnyCut() {
        versions.begin("d1", 1).end();

        assertThat(fault(text(1).substring(0, 90), text(1).substring(45))).isEmpty();
    }

    @Test
    void findsAMixOfTwoVersions() {
        versions.begin("d1", 1).end();
        versions.begin("d1", 2);

        assertThat(fault(text(1), text(2)))
                .hasValueSatisfying(fault -> assertThat(fault).contains("mixes"));
    }

    @Test
    void findsHalfOfADocument() {
        versions.begin("d1", 1).end();

        assertThat(fault(text(1).substring(0, 90)))
                .hasValueSatisfying(fault -> assertThat(fault).contains("lacks"));
    }

    @Test
    void findsThatALiveDocumentIsMissing() {
        versions.begin("d1", 1).end();
        versions.begin("d1", 2);

        assertThat(fault()).hasValueSatisfying(fault -> assertThat(fault).contains("missing"));
    }

    @Test
    void findsARemovedDocument() {
        versions.begin("d1", 1).end();
        versions.beginRemoval("d1").end();

        assertThat(fault(text(1))).hasValueSatisfying(fault -> assertThat(fault).contains("removed"));
    }

    @Test
    void findsAVersionThatWasReplaced() {
        versions.begin("d1", 1).end();
        versions.begin("d1", 2).end();

        assertThat(fault(text(1))).hasValueSatisfying(fault -> assertThat(fault).contains("there in [2]"));
    }

    @Test
    void acceptsBeforeAndAfterWhileAChangeIsUnderWay() {
        versions.begin("d1", 1).end();
        versions.begin("d1", 2);

        assertThat(fault(text(1))).isEmpty();
        assertThat(fault(text(2))).isEmpty();
    }

    @Test
    void acceptsBeforeAndAfterForAChangeWithinTheQuestion() {
        versions.begin("d1", 1).end();
        long asked = System.nanoTime();
        versions.beginRemoval("d1").end();

        assertThat(versions.fault(List.of("d1"), List.of(text(1)), asked, System.nanoTime()))
                .isEmpty();
        assertThat(versions.fault(List.of("d1"), List.of(), asked, System.nanoTime()))
                .isEmpty();
    }

    @Test
    void findsWhatWasNotAskedFor() {
        versions.begin("d1", 1).end();

        assertThat(versions.fault(List.of(), List.of(text(1)), System.nanoTime(), System.nanoTime()))
                .isPresent();
    }

    private Optional<String> fault(String... passages) {
        long asked = System.nanoTime();
        return versions.fault(List.of("d1"), List.of(passages), asked, System.nanoTime());
    }

    private static String text(int version) {
        return VisibleVersions.text("d1", version, 3);
    }
}
