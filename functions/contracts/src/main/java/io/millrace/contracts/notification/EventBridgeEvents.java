package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.ingest.ObjectChange.Kind;
import java.util.List;
import java.util.Optional;

/** S3's events at Amazon EventBridge. Other than in S3's own notifications, keys are not encoded. */
final class EventBridgeEvents {

    private EventBridgeEvents() {}

    static List<ObjectChange> changes(JsonNode event) {
        String type = Fields.text(event, "detail-type");
        if (!"aws.s3".equals(Fields.optional(event, "source"))) {
            throw ObjectChanges.unknown("not of S3 but of EventBridge's type", type);
        }
        JsonNode detail = event.path("detail");
        return kind(type).stream()
                .map(kind -> S3Records.change(
                        kind,
                        Fields.text(detail, "bucket", "name"),
                        Fields.text(detail, "object", "key"),
                        Fields.etag(detail, "object", "etag"),
                        detail.path("object"),
                        Fields.time(event, "time")))
                .toList();
    }

    private static Optional<Kind> kind(String type) {
        return switch (type) {
            case "Object Created", "Object Restore Completed" -> Optional.of(Kind.CHANGED);
            case "Object Deleted" -> Optional.of(Kind.REMOVED);
            case "Object Restore Initiated",
                    "Object Restore Expired",
                    "Object Tags Added",
                    "Object Tags Deleted",
                    "Object ACL Updated",
                    "Object Storage Class Changed",
                    "Object Access Tier Changed" -> Optional.empty();
            default -> throw ObjectChanges.unknown("of EventBridge's type", type);
        };
    }
}
