package io.millrace.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.intake.RecordingBroker.Taken;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Through the real route to the broker; the bodies are the golden ones of contracts. */
@QuarkusTest
@TestProfile(NotificationsTest.OnThisMachine.class)
@QuarkusTestResource(value = RecordingBroker.class, restrictToAnnotatedClass = true)
class NotificationsTest {

    private static final Path GOLDEN = Path.of("../contracts/src/test/resources/ObjectChangesTest");
    private static final String PATH = "/notifications";

    public static class OnThisMachine implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("millrace.loopback.trusted", "true");
        }
    }

    @Inject
    SampleBuckets buckets;

    @BeforeEach
    void emptyTheBroker() {
        RecordingBroker.forget();
        buckets.documents.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "s3-put, s3://amzn-s3-demo-bucket/docs/HappyFace.txt",
        "minio-put, s3://bucket/docs/a%20b.txt",
        "ceph-cloudevents-binary, s3://mybucket1/docs/myimage1.jpg",
        "sns-in-sqs, s3://amzn-s3-demo-bucket/docs/HappyFace.txt",
        "gcs-push-finalize, gs://my-bucket/docs/my%20file%2B1.txt",
        "gcs-cloudevents-finalized, gs://my-bucket/docs/my%20file%2B1.txt",
        "azure-created, az://myaccount/testcontainer/docs/new%20file%2B1.txt",
        "azure-cloudevents-created, az://myaccount/testcontainer/docs/new%20file%2B1.txt"
    })
    void announcesAChange(String golden, String uri) throws IOException {
        post(golden).statusCode(golden.contains("cloudevents") ? 204 : 200);

        Taken changed = only("millrace.document.changed.v1");
        assertThat(changed.uri()).isEqualTo(uri);
        assertThat(changed.tenant()).isEqualTo(SampleBuckets.TENANT);
        assertThat(changed.data().path("tenant").asText()).isEqualTo(SampleBuckets.TENANT);
        assertThat(changed.data().path("access").toString()).isEqualTo("[\"group:readers\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "s3-delete, s3://amzn-s3-demo-bucket/docs/HappyFace.txt",
        "s3-lifecycle-expiration, s3://amzn-s3-demo-bucket/docs/old.txt",
        "minio-delete-marker, s3://bucket/docs/a%20b.txt",
        "gcs-push-delete, gs://my-bucket/docs/my%20file%2B1.txt",
        "azure-deleted, az://myaccount/testcontainer/docs/new%20file%2B1.txt"
    })
    void announcesARemoval(String golden, String uri) throws IOException {
        post(golden).statusCode(200).body("removed", equalTo(1));

        assertThat(only("millrace.document.removed.v1").uri()).isEqualTo(uri);
    }

    @Test
    void aDeletedVersionOfAnObjectThatIsStillThereIsAChange() throws IOException {
        buckets.documents.add("s3://amzn-s3-demo-bucket/docs/HappyFace.txt");

        post("s3-delete-of-a-version").statusCode(200).body("changed", equalTo(1));

        only("millrace.document.changed.v1");
    }

    @Test
    void tagsAndTestsAreAcknowledgedWithoutWork() throws IOException {
        post("s3-tagging").statusCode(200).body("ignored", equalTo(1));
        post("s3-test-event").statusCode(200).body("ignored", equalTo(1));

        assertThat(RecordingBroker.taken()).isEmpty();
    }

    @Test
    void whatTheBrokerDidNotTakeIsAnnouncedUnderTheSameNameNextTime() throws IOException {
        RecordingBroker.refuse(1);
        post("s3-many-records").statusCode(503);
        assertThat(RecordingBroker.taken()).hasSize(2);
        RecordingBroker.forget();
        post("s3-many-records").statusCode(200).body("changed", equalTo(2)).body("removed", equalTo(1));
        List<String> first = ids();
        RecordingBroker.forget();

        post("s3-many-records").statusCode(200);

        assertThat(ids()).hasSameElementsAs(first).hasSize(3);
    }

    @Test
    void anUnknownTypeBecomesAnEventThatIntakeRefuses() throws IOException {
        post("s3-unknown-type").statusCode(200).body("refused", equalTo(1));

        Taken refused = only("millrace.notification.refused.v1");
        deliver(refused).statusCode(422).body("detail", containsString("ObjectTeleported:Put"));
    }

    @Test
    void theRestOfANotificationIsTakenWhereOneRecordIsRefused() throws IOException {
        String both = "[" + body("azure-unknown-type").strip() + "," + body("azure-created") + "]";

        given().contentType("application/json")
                .body(both)
                .post(PATH)
                .then()
                .statusCode(200)
                .body("refused", equalTo(1))
                .body("changed", equalTo(1));

        assertThat(RecordingBroker.taken())
                .extracting(Taken::type)
                .containsExactlyInAnyOrder("millrace.notification.refused.v1", "millrace.document.changed.v1");
    }

    @Test
    void takesAsManyRecordsAsOneNotificationMayHave() throws IOException {
        String record = new ObjectMapper()
                .readTree(body("s3-put"))
                .path("Records")
                .path(0)
                .toString();
        String records = IntStream.range(0, 1000)
                .mapToObj(i -> record.replace("HappyFace", "face-" + i))
                .collect(Collectors.joining(",", "{\"Records\":[", "]}"));

        given().body(records).post(PATH).then().statusCode(200).body("changed", equalTo(1000));

        assertThat(RecordingBroker.taken())
                .extracting(Taken::uri)
                .doesNotHaveDuplicates()
                .hasSize(1000);
    }

    @Test
    void whatANotificationLeadsToIsOfItsTrace() throws IOException {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        given().header("traceparent", trace)
                .body(body("s3-many-records"))
                .post(PATH)
                .then()
                .statusCode(200);

        assertThat(RecordingBroker.taken())
                .extracting(Taken::traceparent)
                .hasSize(3)
                .containsOnly(trace);
    }

    @Test
    void refusesABucketOfWhichNothingIsRegisteredAndPassesOverTheRestOfARegisteredOne() throws IOException {
        given().body(body("s3-put").replace("amzn-s3-demo-bucket", "other"))
                .post(PATH)
                .then()
                .statusCode(200)
                .body("refused", equalTo(1));
        deliver(only("millrace.notification.refused.v1"))
                .statusCode(403)
                .body("title", equalTo("source-not-registered"));
        given().body(body("s3-put").replace("docs/", "private/"))
                .post(PATH)
                .then()
                .statusCode(200)
                .body("elsewhere", equalTo(1));
        assertThat(RecordingBroker.taken()).hasSize(1);
    }

    @Test
    void refusesWhatIsNoNotification() {
        given().body("not json").post(PATH).then().statusCode(400).body("title", equalTo("event-data-invalid"));
        given().post(PATH).then().statusCode(400).body("title", equalTo("notification-invalid"));
        given().body("\"text\"").post(PATH).then().statusCode(400).body("title", equalTo("notification-invalid"));
        given().body(" ".repeat((1 << 20) + 1))
                .post(PATH)
                .then()
                .statusCode(413)
                .body("title", equalTo("notification-too-large"));
        given().get(PATH).then().statusCode(405);
    }

    @Test
    void answersEventGridsHandshakes() {
        given().contentType("application/json")
                .header("aeg-event-type", "SubscriptionValidation")
                .body("""
                        [{"id":"2d1781af-3a4c-4d7c-bd0c-e34b19da4e66","topic":"/subscriptions/x","subject":"",
                          "data":{"validationCode":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6",
                                  "validationUrl":"https://rp-eastus2.eventgrid.azure.net/eventsubscriptions/estest/validate?id=512d38b6"},
                          "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2026-03-01T08:30:00Z",
                          "metadataVersion":"1","dataVersion":"1"}]""")
                .post(PATH)
                .then()
                .statusCode(200)
                .body("validationResponse", equalTo("512d38b6-c7b8-40c8-89fe-f46f9e9622b6"));
        given().header("WebHook-Request-Origin", "eventgrid.azure.net")
                .options(PATH)
                .then()
                .statusCode(200)
                .header("WebHook-Allowed-Origin", "eventgrid.azure.net")
                .header("WebHook-Allowed-Rate", "*");
    }

    @Test
    void aPageInABrowserIsNobody() throws IOException {
        given().header("Origin", "https://example.com")
                .contentType("text/plain")
                .body(body("s3-put"))
                .post(PATH)
                .then()
                .statusCode(403);
    }

    @Test
    void eventsOfFilesAreForFilesAlone() {
        fileEvent("changed", "s3://amzn-s3-demo-bucket/docs/HappyFace.txt")
                .statusCode(422)
                .body("title", equalTo("file-uri-invalid"));
        fileEvent("removed", "s3://amzn-s3-demo-bucket/docs/HappyFace.txt")
                .statusCode(422)
                .body("title", equalTo("file-uri-invalid"));
        fileEvent("removed", "file:///etc/passwd").statusCode(403).body("title", equalTo("source-not-registered"));

        assertThat(RecordingBroker.taken()).isEmpty();
    }

    @Test
    void theLogNamesAnEventThatIsRefusedAndItsTrace() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new ConsoleHandler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(MDC.get("trace_id") + " " + line.getLevel() + " " + line.getMessage());
            }
        };
        Logger log = Logger.getLogger("io.millrace.runtime");
        log.addHandler(handler);
        try {
            given().header("ce-specversion", "1.0")
                    .header("ce-type", "millrace.file.removed.v1")
                    .header("ce-id", "loop-1")
                    .header("ce-source", "urn:millrace:test")
                    .header("ce-hops", "99")
                    .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                    .contentType("application/json")
                    .body("{}")
                    .post("/")
                    .then()
                    .statusCode(422);
        } finally {
            log.removeHandler(handler);
        }

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("4bf92f3577b34da6a3ce929d0e0e4736 WARN event loop-1 of type millrace.file.removed.v1"
                        + " from urn:millrace:test failed: event-loop: hops is 99");
    }

    static ValidatableResponse fileEvent(String what, String uri) {
        return given().header("ce-specversion", "1.0")
                .header("ce-type", "millrace.file." + what + ".v1")
                .header("ce-id", "1")
                .header("ce-source", "urn:millrace:test")
                .contentType("application/json")
                .body("{\"uri\":\"" + uri + "\",\"size\":1,\"modifiedAt\":\"2026-01-01T00:00:00Z\"}")
                .post("/")
                .then();
    }

    private static ValidatableResponse post(String golden) throws IOException {
        RequestSpecification request = given().contentType("application/json");
        Path headers = GOLDEN.resolve(golden).resolve("headers.txt");
        if (Files.exists(headers)) {
            Files.readAllLines(headers).stream()
                    .map(line -> line.split(": ", 2))
                    .filter(header -> header[0].startsWith("ce-"))
                    .forEach(header -> request.header(header[0], header[1]));
        }
        return request.body(body(golden)).post(PATH).then();
    }

    static ValidatableResponse deliver(Taken event) {
        return given().header("ce-specversion", "1.0")
                .header("ce-type", event.type())
                .header("ce-id", event.id())
                .header("ce-source", "/millrace/intake")
                .contentType("application/json")
                .body(event.data().toString())
                .post("/")
                .then();
    }

    static String body(String golden) throws IOException {
        return Files.readString(GOLDEN.resolve(golden).resolve("body.json"));
    }

    static Taken only(String type) {
        assertThat(RecordingBroker.taken()).extracting(Taken::type).containsExactly(type);
        return RecordingBroker.taken().getFirst();
    }

    private static List<String> ids() {
        return RecordingBroker.taken().stream().map(Taken::id).toList();
    }
}
