package io.millrace.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IngestionTest {

    /** Root reads every folder, so it is not tried with one. */
    @Test
    void whatLiesInAFolderThatCantBeReadIsNotGone() {
        List<Rejected> rejected = List.of(
                new Rejected("file:///docs/closed/", "file-unreadable", ""),
                new Rejected("file:///docs/closed.txt", "file-unreadable", ""));
        Set<String> there = Set.of("file:///docs/a.txt");
        List<String> known = List.of(
                "file:///docs/a.txt",
                "file:///docs/gone.txt",
                "file:///docs/closed.txt",
                "file:///docs/closed/b.txt",
                "file:///docs/closed-too/c.txt",
                "file:///elsewhere/d.txt");

        assertThat(Ingestion.gone(there, rejected, Set.of(), List.of("file:///docs/"), known))
                .containsExactly("file:///docs/gone.txt", "file:///docs/closed-too/c.txt");
        assertThat(Ingestion.gone(
                        Set.of(),
                        List.of(new Rejected("file:///docs/", "file-unreadable", "")),
                        Set.of(),
                        List.of("file:///docs/"),
                        known))
                .isEmpty();
    }
}
