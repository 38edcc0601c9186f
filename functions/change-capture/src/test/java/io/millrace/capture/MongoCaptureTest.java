package io.millrace.capture;

import static io.millrace.contracts.EventType.DOCUMENT_CHANGED;
import static io.millrace.contracts.EventType.REINDEX_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.millrace.capture.CaptureStatus.State;
import io.millrace.capture.RecordingBroker.Accepted;
import io.millrace.core.row.RowUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real driver and a {@link ReplicaSet}, which is not MongoDB. */
final class MongoCaptureTest extends CaptureContract {

    private static @Nullable MongoShop mongo;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        mongo = new MongoShop("shop-mongo", new ReplicaSet(), folder);
    }

    @AfterAll
    static void close() {
        if (mongo != null) {
            mongo.close();
        }
    }

    private static MongoShop mongo() {
        return Objects.requireNonNull(mongo);
    }

    @Override
    Shop shop() {
        return mongo().shop;
    }

    @Override
    MongoStock stock() {
        return mongo().stock;
    }

    @Override
    void crash() {
        mongo().server.crash();
    }

    /** The position is with us alone. */
    @Override
    void settle() {
        awaiting().until(() -> shop().capture().status().lagSeconds() == 0);
    }

    @Override
    void loseLog() {
        stock().order(82, 0);
        mongo().server.events().forget();
    }

    @Test
    void aRemovedMemberOfWhichNoImageIsKeptHoldsUpNoOther() throws Exception {
        order(90);
        stock().note(900, 90);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(90)) >= 1);
        long asked = count(REINDEX_REQUESTED, orders());

        stock().collection("notes").deleteOne(Filters.eq("_id", 900));
        order(91);

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(91)) == 1);
        awaiting().until(() -> count(REINDEX_REQUESTED, orders()) > asked);
        assertThat(shop().capture().status().skipped()).isPositive();
    }

    @Test
    void aChangeThatMovesNothingNeedsNoImage() throws Exception {
        order(92);
        stock().note(920, 92);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(92)) >= 1);
        settle();
        long before = count(DOCUMENT_CHANGED, uri(92));
        long skipped = shop().capture().status().skipped();

        stock().collection("notes").updateOne(Filters.eq("_id", 920), Updates.set("words", "heavy"));

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(92)) > before);
        assertThat(shop().capture().status().skipped()).isEqualTo(skipped);
    }

    @Test
    void anIdlePositionMovesOnWhileOtherCollectionsChange() {
        settle();
        for (int i = 0; i < 2; i++) {
            Map<String, String> before = shop().positions();
            stock().collection("elsewhere").insertOne(new Document());
            awaiting().until(() -> !shop().positions().equals(before));
        }
    }

    @Test
    void aDatabaseThatIsDroppedIsFollowedOnAndComparedWithTheLedger() throws Exception {
        long asked = count(REINDEX_REQUESTED, orders());
        mongo().server.database().drop();
        stock().open();

        order(93);

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(93)) == 1);
        awaiting().until(() -> count(REINDEX_REQUESTED, orders()) > asked);
    }

    @Test
    void waitsForAServerThatIsNoReplicaSetToBecomeOneAndSaysHow(@TempDir Path folder) throws Exception {
        ReplicaSet server = new ReplicaSet();
        server.replicated(false);
        try (MongoShop single = new MongoShop("single", server, folder)) {
            awaiting().until(() -> single.shop.capture().status().state() == State.WAITING);
            assertThat(single.shop.capture().status().error())
                    .contains("no replica set", "--replSet", "rs.initiate()", "only found by reindexing");
            assertThat(single.shop.broker.accepted()).isEmpty();
            assertThat(single.shop.capture().status().owed()).isEmpty();

            server.replicated(true);

            awaiting().until(() -> single.shop.broker.count(REINDEX_REQUESTED, "row://single/") == 1);
            assertThat(single.shop.capture().status().state()).isEqualTo(State.CAPTURING);
        }
    }

    @Test
    void waitsForTheGrantAndSaysWhich(@TempDir Path folder) throws Exception {
        ReplicaSet server = new ReplicaSet();
        server.refuse(new MongoServerError(
                13,
                "Unauthorized",
                "not authorized on shop to execute command { aggregate: 1, pipeline: [ { $changeStream: {} } ] }"));
        try (MongoShop closed = new MongoShop("closed", server, folder)) {
            awaiting().until(() -> closed.shop.capture().status().state() == State.WAITING);
            assertThat(closed.shop.capture().status().error()).contains("role `read`", "changeStream");

            server.refuse(null);

            awaiting().until(() -> closed.shop.capture().status().state() == State.CAPTURING);
        }
    }

    @Test
    void whatIsChangedWhileTheServerForgetsItsLogIsSaidWithTheReason(@TempDir Path folder) throws Exception {
        try (MongoShop lossy = new MongoShop("lossy", new ReplicaSet(), folder)) {
            awaiting().until(() -> lossy.shop.broker.count(REINDEX_REQUESTED, "row://lossy/") == 1);
            lossy.shop.compared();
            awaiting().until(() -> lossy.shop.capture().status().owed().isEmpty());
            lossy.shop.stop();
            lossy.stock.order(1, 0);
            lossy.server.events().forget();

            lossy.shop.restart();

            awaiting()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> lossy.shop.capture().status().owed().containsKey("row://lossy/"));
            assertThat(lossy.shop.capture().status().owed().get("row://lossy/")).contains("oplog", "286");
        }
    }

    @Test
    void whateverIsKilledEachOrderIsAnnouncedAfterItsLastChange(@TempDir Path folder) throws Exception {
        Random random = new Random(7);
        Map<Integer, Integer> changedAt = new HashMap<>();
        try (MongoShop killed = new MongoShop("killed", new ReplicaSet(), folder)) {
            awaiting().until(() -> killed.shop.broker.count(REINDEX_REQUESTED, "row://killed/") == 1);
            for (int order = 0; order < 20; order++) {
                killed.stock.order(order, 0);
                killed.stock.part(order, order);
            }
            for (int kill = 0; kill < 9; kill++) {
                for (int i = 0; i < 20; i++) {
                    int part = random.nextInt(20);
                    int to = random.nextInt(20);
                    Document before = Objects.requireNonNull(killed.stock
                            .collection("parts")
                            .find(Filters.eq("_id", part))
                            .first());
                    changedAt.put(to, killed.shop.broker.accepted().size());
                    changedAt.put(
                            before.getInteger("order_id"),
                            killed.shop.broker.accepted().size());
                    killed.stock.movePart(part, to);
                }
                switch (kill % 3) {
                    case 0 -> killed.server.crash();
                    case 1 -> {
                        killed.shop.stop();
                        killed.shop.restart();
                    }
                    default -> {
                        killed.shop.broker.refuse(true);
                        killed.shop.stop();
                        killed.shop.broker.refuse(false);
                        killed.shop.restart();
                    }
                }
            }

            awaiting().untilAsserted(() -> {
                List<Accepted> accepted = killed.shop.broker.accepted();
                changedAt.forEach((order, at) -> assertThat(accepted.subList(at, accepted.size()))
                        .contains(new Accepted(
                                DOCUMENT_CHANGED.type(),
                                new RowUri("killed", "orders", List.of(Integer.toString(order))).toString())));
            });
        }
    }
}
