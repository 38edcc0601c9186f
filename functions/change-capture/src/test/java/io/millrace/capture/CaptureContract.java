package io.millrace.capture;

import static io.millrace.contracts.EventType.DOCUMENT_CHANGED;
import static io.millrace.contracts.EventType.DOCUMENT_REMOVED;
import static io.millrace.contracts.EventType.REINDEX_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.capture.CaptureStatus.State;
import io.millrace.contracts.EventType;
import io.millrace.core.row.RowUri;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the capture of any kind of database does. One capture serves all tests; each has orders of its own. */
abstract class CaptureContract {

    abstract Shop shop();

    abstract Stock stock();

    /** Ends the database's server and starts it again. */
    abstract void crash() throws Exception;

    /** Takes from the server what the capture has not read of its log, while it is stopped. */
    abstract void loseLog() throws Exception;

    /** What was there before is the re-indexing's. */
    @BeforeEach
    void begun() {
        String all = shop().rows.root().uri();
        awaiting().until(() -> count(REINDEX_REQUESTED, all) >= 1);
        awaiting().until(() -> {
            shop().compared();
            return !shop().capture().status().owed().containsKey(all);
        });
    }

    /** Waits until the database knows that what was announced is done with. */
    abstract void settle();

    @Test
    void announcesWhatIsNewAndWhatIsGone() throws Exception {
        order(10);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(10)) == 1);

        stock().removeOrder(10);
        awaiting().until(() -> count(DOCUMENT_REMOVED, uri(10)) == 1);
    }

    @Test
    void aRowThatGetsAnotherKeyIsTwoDocuments() throws Exception {
        order(20);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(20)) == 1);

        stock().rekey(20, 21);

        awaiting().until(() -> count(DOCUMENT_REMOVED, uri(20)) == 1 && count(DOCUMENT_CHANGED, uri(21)) == 1);
    }

    @Test
    void aChangedParentAndAMovedChildAnnounceTheDocumentsThatTheyAreJoinedTo() throws Exception {
        stock().together(
                        () -> stock().customer(7, "Ada"),
                        () -> stock().order(30, 7),
                        () -> stock().order(31, 7),
                        () -> stock().part(300, 30));
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(30)) == 1 && count(DOCUMENT_CHANGED, uri(31)) == 1);

        stock().rename(7, "Ada L.");
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(30)) == 2 && count(DOCUMENT_CHANGED, uri(31)) == 2);

        stock().movePart(300, 31);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(30)) == 3 && count(DOCUMENT_CHANGED, uri(31)) == 3);
    }

    @Test
    void theChildrenOfATransactionAreAnnouncedTogether() throws Exception {
        order(40);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(40)) == 1);
        long merged = shop().capture().status().merged();

        stock().together(IntStream.range(0, 30)
                .mapToObj(i -> (Stock.Write) () -> stock().part(400 + i, 40))
                .toArray(Stock.Write[]::new));
        order(41);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(41)) == 1);

        // The window may end while they come in, so they are announced once where the machine is quick enough: each
        // change is announced or
        // merged into one that is.
        awaiting()
                .until(() -> count(DOCUMENT_CHANGED, uri(40))
                                - 1
                                + shop().capture().status().merged()
                                - merged
                        >= 30);
        assertThat(count(DOCUMENT_CHANGED, uri(40))).isBetween(2L, 10L);
    }

    @Test
    void aRestartGoesOnWhereItStopped() throws Exception {
        order(50);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(50)) == 1);
        settle();
        shop().stop();
        assertThat(shop().capture().status().state()).isEqualTo(State.STOPPED);

        order(51);
        shop().restart();

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(51)) == 1);
        assertThat(count(DOCUMENT_CHANGED, uri(50))).isEqualTo(1);
    }

    @Test
    void whileTheBrokerIsAwayThePositionStaysAndNothingIsLost() throws Exception {
        order(60);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(60)) == 1);
        shop().broker.refuse(true);
        try {
            order(61);
            int refused = shop().broker.refused();
            awaiting()
                    .until(() -> shop().broker.refused() > refused
                            && shop().capture().status().state() == State.WAITING);
            Map<String, String> before = shop().positions();
            order(62);
            int again = shop().broker.refused();
            awaiting().until(() -> shop().broker.refused() > again);

            assertThat(shop().positions()).isEqualTo(before);
            assertThat(shop().capture().status().error()).contains("503");
            shop().stop();
        } finally {
            shop().broker.refuse(false);
        }
        shop().restart();

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(61)) >= 1 && count(DOCUMENT_CHANGED, uri(62)) >= 1);
        awaiting()
                .until(() -> shop().capture().status().state() == State.CAPTURING
                        && shop().capture().status().lagSeconds() == 0);
    }

    @Test
    void goesOnWhenTheDatabaseIsBack() throws Exception {
        order(70);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(70)) == 1);

        crash();
        awaiting().until(() -> {
            order(71);
            return true;
        });

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(71)) >= 1);
    }

    @Test
    void aTruncatedTableIsComparedWithTheLedger() throws Exception {
        long asked = count(REINDEX_REQUESTED, orders());

        stock().clearParts();

        awaiting().until(() -> count(REINDEX_REQUESTED, orders()) > asked);
    }

    @Test
    void aLogThatIsLostIsBegunAnewAndAllIsComparedWithTheLedger() throws Exception {
        order(80);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(80)) == 1);
        long asked = count(REINDEX_REQUESTED, shop().rows.root().uri());
        shop().stop();
        loseLog();
        shop().restart();

        awaiting().until(() -> count(REINDEX_REQUESTED, shop().rows.root().uri()) > asked);
        order(81);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(81)) >= 1);
    }

    void order(int id) throws Exception {
        stock().order(id, 0);
    }

    String uri(int order) {
        return shop().uri(order);
    }

    /** Scope of all orders. */
    String orders() {
        return new RowUri(shop().rows.name(), "orders", List.of()).toString();
    }

    long count(EventType type, String about) {
        return shop().broker.count(type, about);
    }

    static ConditionFactory awaiting() {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions();
    }
}
