package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.DateTimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one record of a notification, as {@link NotificationRecords} gives them. */
public final class ObjectChanges {

    private ObjectChanges() {}

    /**
     * What has changed; nothing for a record that says nothing of an object's content (tags, access lists, storage classes, tests).
     *
     * @throws ProblemException UNPROCESSABLE, code {@code notification-unknown}, where the record is of no known type; INVALID where it lacks what its
     *     type has
     */
    public static List<ObjectChange> of(JsonNode record) {
        try {
            return switch (Form.of(record)) {
                case RECORDS -> S3Records.changes(record.path("Records").path(0));
                case EVENT_BRIDGE -> EventBridgeEvents.changes(record);
                case PUB_SUB -> GoogleEvents.ofPush(record);
                case EVENT_GRID -> AzureEvents.changes(Fields.text(record, "eventType"), record, "topic", "eventTime");
                case CLOUD_EVENT -> ofCloudEvent(Fields.text(record, "type"), record);
                case S3_TEST -> List.of();
                case SNS -> SnsMessages.changes(record);
                case BATCH, S3_RECORD, SQS_MESSAGES, SQS_MESSAGE, UNKNOWN -> throw unknown("in no known form", null);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ProblemException(
                    new Problem(
                            Category.INVALID,
                            "notification-invalid",
                            "the notification can't be read: " + e.getMessage()),
                    e);
        }
    }

    private static List<ObjectChange> ofCloudEvent(String type, JsonNode event) {
        if (type.startsWith(S3Records.CLOUD_EVENT_PREFIX)) {
            return S3Records.ofCloudEvent(type, event);
        }
        if (type.startsWith(GoogleEvents.CLOUD_EVENT_PREFIX)) {
            return GoogleEvents.ofCloudEvent(type, event);
        }
        if (type.startsWith(AzureEvents.PREFIX)) {
            return AzureEvents.changes(type, event, "source", "time");
        }
        throw unknown("a CloudEvent of type", type);
    }

    /** @param type as the notification says; null where it says none */
    static ProblemException unknown(String what, @Nullable String type) {
        return ProblemException.of(
                Category.UNPROCESSABLE,
                "notification-unknown",
                "the notification is " + what + (type == null ? "" : " '" + type + "'")
                        + ", which nothing here understands; if it is about an object's content, `millrace reindex` finds the change");
    }
}
