package io.millrace.contracts.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import org.junit.jupiter.api.Test;

class NotificationRecordsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void refusesMoreRecordsThanAllowed() throws JsonProcessingException {
        JsonNode three = JSON.readTree("{\"Records\":[{\"s3\":{}},{\"s3\":{}},{\"s3\":{}}]}");

        assertThat(NotificationRecords.of(three, 3)).hasSize(3);
        assertThatThrownBy(() -> NotificationRecords.of(three, 2))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().category()).isEqualTo(Category.TOO_LARGE));
    }

    @Test
    void refusesMessagesNestedWithoutEnd() {
        ObjectNode message = JSON.createObjectNode().put("Body", "{\"hello\":1}");
        for (int i = 0; i < 10; i++) {
            message = JSON.createObjectNode().put("Body", message.toString());
        }
        JsonNode nested = message;

        assertThatThrownBy(() -> NotificationRecords.of(nested, 10))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("notification-too-deep"));
    }
}
