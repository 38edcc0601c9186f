package io.millrace.intake;

import static io.millrace.intake.NotificationsTest.body;
import static io.millrace.intake.NotificationsTest.deliver;
import static io.millrace.intake.NotificationsTest.fileEvent;
import static io.millrace.intake.NotificationsTest.only;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.intake.RecordingBroker.Taken;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As in the cluster, where callers are strangers. */
@QuarkusTest
@TestProfile(NotifierTokenTest.InTheCluster.class)
@QuarkusTestResource(value = RecordingBroker.class, restrictToAnnotatedClass = true)
class NotifierTokenTest {

    private static final String PATH = "/notifications";

    public static class InTheCluster implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("millrace.intake.token", "s3cret");
        }
    }

    @BeforeEach
    void emptyTheBroker() {
        RecordingBroker.forget();
    }

    @Test
    void letsInWhoShowsTheTokenInAnyWayThatVendorsKnow() throws IOException {
        String test = body("s3-test-event");

        given().header("Authorization", "Bearer s3cret")
                .body(test)
                .post(PATH)
                .then()
                .statusCode(200);
        given().auth()
                .preemptive()
                .basic("sns", "s3cret")
                .body(test)
                .post(PATH)
                .then()
                .statusCode(200);
        given().queryParam("token", "s3cret").body(test).post(PATH).then().statusCode(200);
        // Knative's sources, where they say who they are besides.
        given().queryParam("token", "s3cret")
                .header("Authorization", "Bearer of-knative")
                .body(test)
                .post(PATH)
                .then()
                .statusCode(200);
    }

    @Test
    void keepsOutEverybodyElse() throws IOException {
        String test = body("s3-test-event");

        given().body(test).post(PATH).then().statusCode(403).body("title", equalTo("notifier-unknown"));
        given().header("Authorization", "Bearer other")
                .body(test)
                .post(PATH)
                .then()
                .statusCode(403);
        given().header("Authorization", "Basic !").body(test).post(PATH).then().statusCode(403);
        given().queryParam("token", "").body(test).post(PATH).then().statusCode(403);
        given().header("WebHook-Request-Origin", "eventgrid.azure.net")
                .options(PATH)
                .then()
                .statusCode(403);
    }

    @Test
    void keepsOutEventsOfFilesToo() {
        fileEvent("changed", "file:///mill/a.md").statusCode(403).body("title", equalTo("notifier-unknown"));
        fileEvent("removed", "file:///mill/a.md").statusCode(403).body("title", equalTo("notifier-unknown"));
    }

    @Test
    void takesFromTheBrokerOnlyWhatCameInWithTheToken() throws IOException {
        given().header("Authorization", "Bearer s3cret")
                .body(body("s3-unknown-type"))
                .post(PATH)
                .then()
                .statusCode(200);
        Taken refused = only("millrace.notification.refused.v1");
        deliver(refused).statusCode(422);
        ObjectNode forged = refused.data().deepCopy();

        forged.put("record", body("s3-put"));
        deliver(new Taken(refused.type(), refused.id(), refused.tenant(), refused.traceparent(), forged))
                .statusCode(403)
                .body("title", equalTo("notification-not-sealed"));
        forged.remove("seal");
        deliver(new Taken(refused.type(), refused.id(), refused.tenant(), refused.traceparent(), forged))
                .statusCode(403);
    }
}
