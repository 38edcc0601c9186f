package io.millrace.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.ClusterTrial.Finding;
import io.millrace.cli.cluster.ClusterTrial.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a trial of a cluster does, in order, and what it says of a Millrace that loses something. */
class ClusterTrialTest {

    private final FakeTarget target = new FakeTarget();
    private final List<String> said = new ArrayList<>();

    @Test
    void podsAreKilledBetweenUploadsAndEverythingIsJudgedAndRemoved() {
        Result result = trial(8, 4);

        assertThat(result.good()).isTrue();
        assertThat(result.findings())
                .extracting(Finding::name)
                .containsExactly(
                        "documents accepted",
                        "documents indexed",
                        "documents found",
                        "question answered",
                        "no dead letters",
                        "documents removed");
        assertThat(result.killed()).hasSize(4);
        assertThat(target.done().subList(0, 12))
                .containsExactly(
                        "upload", "upload", "kill", "upload", "upload", "kill", "upload", "upload", "kill", "upload",
                        "upload", "kill");
        assertThat(target.done()).endsWith("search").contains("delete");
        assertThat(target.left()).isZero();
    }

    @Test
    void itWaitsUntilTheLastDocumentIsIndexed() {
        target.indexAfter(Duration.ofMinutes(3));

        assertThat(trial(3, 1).good()).isTrue();
        assertThat(target.passed()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
    }

    @Test
    void aDocumentThatNeverArrivesIsNamedAfterTheTime() {
        target.loses("1.txt");

        Finding indexed = finding(trial(3, 1), "documents indexed");

        assertThat(indexed.good()).isFalse();
        assertThat(indexed.found()).contains("2 of 3 in 20 minutes", "1.txt is pending");
        assertThat(indexed.remedy()).contains("kubectl logs");
        assertThat(target.passed()).isGreaterThanOrEqualTo(Duration.ofMinutes(20));
        assertThat(target.left()).isZero();
    }

    @Test
    void aDocumentThatIsRejectedIsNotWaitedFor() {
        target.rejects("0.txt");

        assertThat(finding(trial(2, 0), "documents indexed").found()).contains("1 of 2", "is rejected (dead-letter)");
        assertThat(target.passed()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aPassageThatIsThereTwiceIsNamed() {
        target.doubles("1.txt");

        assertThat(finding(trial(3, 0), "documents found").found()).contains("1 have a passage twice");
    }

    @Test
    void aDeadLetterOfTheseDocumentsIsNamedAndAnothersIsNot() {
        target.deadLetter("0.txt");

        Finding found = finding(trial(2, 0), "no dead letters");

        assertThat(found.found())
                .contains("1 of these documents", "7 at chunking (broken)")
                .doesNotContain("8 at");
        assertThat(found.remedy()).contains("replay");
    }

    @Test
    void aQuestionThatIsNotAnsweredIsNamed() {
        target.answersNothing();

        assertThat(finding(trial(2, 0), "question answered").found()).contains("not answered: nothing relevant");
    }

    @Test
    void anApiThatGoesAwayEndsThePartAndNotTheRest() {
        target.refusesSearches();

        Result result = trial(2, 0);

        assertThat(finding(result, "documents found").found()).contains("the index is away");
        assertThat(finding(result, "question answered").good()).isTrue();
        assertThat(target.left()).isZero();
    }

    @Test
    void whereNoPodRunsThatIsSaid() {
        target.hasNoPods();

        assertThat(trial(2, 1).killed()).containsExactly("none ran");
    }

    private Result trial(int documents, int kills) {
        return new ClusterTrial(
                        target,
                        documents,
                        kills,
                        new Random(7),
                        Duration.ofMinutes(20),
                        target,
                        target::pass,
                        said::add)
                .run();
    }

    private static Finding finding(Result result, String name) {
        return result.findings().stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
