package io.millrace.deadletters;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As on a cluster, where the store is PostgreSQL; it is away. */
@QuarkusTest
@TestProfile(DeadLetterEndpointTest.StoreAway.class)
class DeadLetterEndpointTest {

    private static final String PATH = "/dead-letters";
    private static final String PROBLEM = "application/problem+json";

    public static class StoreAway implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "millrace.store",
                    "pgvector",
                    // nobody listens there
                    "millrace.pgvector.url",
                    "postgresql://nobody:nothing@127.0.0.1:1/millrace",
                    "millrace.dead-letters.store",
                    "database",
                    "millrace.data",
                    "target/store-away");
        }
    }

    @Test
    void tellsTheBrokerToComeAgainWhileTheStoreIsAway() {
        given().header("ce-id", "1")
                .header("ce-source", "chunking")
                .header("ce-specversion", "1.0")
                .header("ce-type", "millrace.document.changed.v1")
                .header("ce-knativeerrordest", "http://chunking.millrace.svc.cluster.local")
                .header("ce-knativeerrorcode", "500")
                .contentType("application/json")
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(503)
                .contentType(PROBLEM)
                .header("Retry-After", "2")
                .body("title", equalTo("index-not-reachable"));
        given().get(PATH).then().statusCode(503).contentType(PROBLEM);
    }

    @Test
    void refusesForGoodWhatIsTooLargeToBeKept() {
        given().header("ce-id", "2")
                .body(new byte[(1 << 20) + 1])
                .post(PATH)
                .then()
                .statusCode(413)
                .contentType(PROBLEM)
                .body("title", equalTo("dead-letter-too-large"));
    }
}
