package io.millrace.intake;

import static io.millrace.intake.NotificationsTest.deliver;
import static io.millrace.intake.NotificationsTest.only;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.intake.RecordingBroker.Taken;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debezium's events through the real route to the broker; the bodies are the golden ones of contracts. */
@QuarkusTest
@TestProfile(NotificationsTest.OnThisMachine.class)
@QuarkusTestResource(value = RecordingBroker.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SampleRows.Mapping.class, restrictToAnnotatedClass = true)
class RowNotificationsTest {

    private static final Path GOLDEN = Path.of("../contracts/src/test/resources/DebeziumEventsTest");
    private static final String CHANGED = "millrace.document.changed.v1";
    private static final String REMOVED = "millrace.document.removed.v1";
    private static final String REINDEX = "millrace.reindex.requested.v1";
    private static final String PRODUCTS = "row://shop/public.products/";

    @Inject
    SampleRows database;

    @Inject
    ReindexRuns runs;

    @BeforeEach
    void emptyAll() {
        RecordingBroker.forget();
        database.products.clear();
        database.away = false;
    }

    @Test
    void aNewRowIsADocumentThatChanged() throws IOException {
        database.products.put("7", named("insert"));

        post("recorded-postgresql-insert").statusCode(204);

        Taken changed = only(CHANGED);
        assertThat(changed.uri()).isEqualTo(PRODUCTS + "7");
        assertThat(changed.data().path("access").toString()).isEqualTo("[\"public\"]");
        assertThat(changed.data().toString()).doesNotContain("Boots");
    }

    @Test
    void aRowOfASnapshotIsLookedAtLikeAnyOther() throws IOException {
        database.products.put("9", named("snapshot"));

        post("postgresql-snapshot").statusCode(204);

        assertThat(only(CHANGED).uri()).isEqualTo(PRODUCTS + "9");
    }

    @Test
    void aRowWithANewKeyTakesTheOldDocumentAway() throws IOException {
        know();
        database.products.clear();
        database.products.put("8", named("key"));

        post("postgresql-key-changed").statusCode(204);

        assertThat(taken()).containsExactlyInAnyOrder(REMOVED + " " + PRODUCTS + "7", CHANGED + " " + PRODUCTS + "8");
    }

    @Test
    void aDeletedRowIsADocumentThatIsGone() throws IOException {
        know();
        database.products.clear();

        post("recorded-postgresql-delete").statusCode(204);

        assertThat(only(REMOVED).uri()).isEqualTo(PRODUCTS + "7");
    }

    @Test
    void aDeletedRowThatIsThereAgainIsAChange() throws IOException {
        database.products.put("7", named("again"));

        post("recorded-postgresql-delete").statusCode(204);

        only(CHANGED);
    }

    @Test
    void aChildThatMovesChangesTheDocumentItLeftAndTheOneItCameTo() throws IOException {
        database.products.put("7", named("left"));
        database.products.put("9", named("came to"));

        post("recorded-postgresql-child-moved").statusCode(204);

        assertThat(taken()).containsExactlyInAnyOrder(CHANGED + " " + PRODUCTS + "7", CHANGED + " " + PRODUCTS + "9");
    }

    @Test
    void aDeletedChildChangesItsDocument() throws IOException {
        database.products.put("9", named("child deleted"));

        post("recorded-postgresql-child-deleted").statusCode(204);

        assertThat(only(CHANGED).uri()).isEqualTo(PRODUCTS + "9");
    }

    @Test
    void anEventThatComesAgainIsTheSameAnnouncement() throws IOException {
        database.products.put("7", named("coming again"));
        RecordingBroker.refuse(1);
        post("recorded-postgresql-insert").statusCode(503);
        assertThat(RecordingBroker.taken()).isEmpty();
        post("recorded-postgresql-insert").statusCode(204);
        String first = only(CHANGED).id();
        RecordingBroker.forget();

        post("recorded-postgresql-insert").statusCode(204);

        assertThat(only(CHANGED).id()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recorded-postgresql-child-deleted-by-key", "recorded-postgresql-truncate"})
    void whatTheLogDoesNotTellIsFoundByReindexing(String golden) throws IOException {
        post(golden).statusCode(204);

        Taken request = only(REINDEX);
        assertThat(request.data().path("scope").asText()).isEqualTo(PRODUCTS);
        assertThat(request.data().path("mode").asText()).isEqualTo("changed");
        RecordingBroker.forget();
        post(golden).statusCode(204);
        assertThat(only(REINDEX).id()).isEqualTo(request.id());
    }

    @Test
    void aComparisonThatIsUnderWayMayHavePassedTheRowSoTheNotifierComesAgain() throws IOException {
        String tenant = DocumentKey.DEFAULT_TENANT;
        runs.begin(ReindexRun.fresh("another", tenant, PRODUCTS, false, Instant.now()));

        post("recorded-postgresql-truncate")
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("title", equalTo("reindex-under-way"));
        assertThat(RecordingBroker.taken()).isEmpty();
        runs.change(tenant, PRODUCTS, run -> over(run));

        post("recorded-postgresql-truncate").statusCode(204);
        only(REINDEX);
    }

    @Test
    void aDatabaseThatIsAwayIsAskedAgain() throws IOException {
        database.away = true;

        post("recorded-postgresql-insert").statusCode(503).body("title", equalTo("source-unavailable"));

        assertThat(RecordingBroker.taken()).isEmpty();
    }

    @Test
    void aTableOfWhichNoDocumentIsMadeIsPassedOver() throws IOException {
        given().contentType("application/json")
                .body("[" + body("recorded-postgresql-with-schema") + "]")
                .post("/notifications")
                .then()
                .statusCode(200)
                .body("elsewhere", equalTo(1));

        assertThat(RecordingBroker.taken()).isEmpty();
    }

    /** Nothing of a row lies among the dead letters; once the mapping is there, the letter's table is compared with the ledger. */
    @Test
    void aConnectorThatNoMappingIsNamedAfterIsADeadLetterWithoutItsRow() throws IOException {
        send(body("recorded-postgresql-insert")
                        .replace("\"iodebeziumname\": \"shop\"", "\"iodebeziumname\": \"other\""))
                .statusCode(204);

        Taken refused = only("millrace.notification.refused.v1");
        assertThat(refused.data().toString()).contains("other").doesNotContain("Boots");
        deliver(refused).statusCode(403).body("title", equalTo("source-not-registered"));
    }

    @Test
    void aRefusedEventThatIsUnderstoodNowAsksForItsTable() throws IOException {
        post("postgresql-avro").statusCode(204);
        Taken refused = only("millrace.notification.refused.v1");
        RecordingBroker.forget();

        deliver(refused).statusCode(204);

        assertThat(only(REINDEX).data().path("scope").asText()).isEqualTo(PRODUCTS);
    }

    @Test
    void anEventWithoutItsAttributesIsADeadLetter() throws IOException {
        post("without-extension-attributes").statusCode(204);

        deliver(only("millrace.notification.refused.v1"))
                .statusCode(400)
                .body("title", equalTo("notification-invalid"));
    }

    /** Another name in each test, or the ledger may hold the document already. */
    private static String named(String test) {
        return "as it is for " + test;
    }

    /** Lets the ledger know product 7. */
    private void know() throws IOException {
        database.products.put("7", named("being known"));
        post("recorded-postgresql-insert").statusCode(204);
        RecordingBroker.forget();
    }

    private static ReindexRun over(ReindexRun run) {
        return new ReindexRun(
                run.id(),
                run.tenant(),
                run.scope(),
                run.everything(),
                ReindexRun.Stage.DONE,
                null,
                1,
                0,
                0,
                0,
                List.of(),
                run.startedAt(),
                run.touchedAt());
    }

    private static List<String> taken() {
        return RecordingBroker.taken().stream()
                .map(event -> event.type() + " " + event.uri())
                .toList();
    }

    private static ValidatableResponse post(String golden) throws IOException {
        return send(body(golden));
    }

    /** As Debezium Server's HTTP sink does. */
    private static ValidatableResponse send(String body) {
        return given().contentType("application/cloudevents+json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/notifications")
                .then();
    }

    private static String body(String golden) throws IOException {
        return Files.readString(GOLDEN.resolve(golden).resolve("body.json"));
    }
}
