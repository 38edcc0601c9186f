package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.ingest.ObjectChange.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Events of Google Cloud Storage, by Pub/Sub push or as CloudEvents. An object's generation is its place in the order; the removal of a generation comes
 * after it and before the next. It is the etag as well, as the source lists it; what Google calls etag changes with metadata too.
 */
final class GoogleEvents {

    static final String CLOUD_EVENT_PREFIX = "google.cloud.storage.object.v1.";

    private GoogleEvents() {}

    static List<ObjectChange> ofPush(JsonNode push) {
        JsonNode attributes = Fields.at(push, "message", "attributes");
        String type = Fields.text(attributes, "eventType");
        // The old generation of an overwritten object: the new one has a notification of its own.
        if (attributes.has("overwrittenByGeneration")) {
            return List.of();
        }
        JsonNode object =
                NotificationRecords.decoded(Fields.at(push, "message", "data")).orElse(MissingNode.getInstance());
        return pushKind(type).stream()
                .map(kind -> change(
                        kind,
                        Fields.text(attributes, "bucketId"),
                        Fields.text(attributes, "objectId"),
                        Long.parseLong(Fields.text(attributes, "objectGeneration")),
                        object,
                        attributes,
                        "eventTime"))
                .toList();
    }

    static List<ObjectChange> ofCloudEvent(String type, JsonNode event) {
        JsonNode object = event.path("data");
        return cloudEventKind(type).stream()
                .map(kind -> change(
                        kind,
                        Fields.text(object, "bucket"),
                        Fields.text(object, "name"),
                        Long.parseLong(Fields.text(object, "generation")),
                        object,
                        event,
                        "time"))
                .toList();
    }

    private static ObjectChange change(
            Kind kind, String bucket, String name, long generation, JsonNode object, JsonNode event, String time) {
        boolean changed = kind == Kind.CHANGED;
        return new ObjectChange(
                new ObjectUri("gs", bucket, name),
                kind,
                changed ? Long.toString(generation) : null,
                changed ? Fields.number(object, "size") : null,
                Fields.time(event, time),
                changed ? Sequence.ofNumber(generation) : Sequence.afterNumber(generation));
    }

    private static Optional<Kind> pushKind(String type) {
        return switch (type) {
            case "OBJECT_FINALIZE" -> Optional.of(Kind.CHANGED);
            case "OBJECT_DELETE", "OBJECT_ARCHIVE" -> Optional.of(Kind.REMOVED);
            case "OBJECT_METADATA_UPDATE" -> Optional.empty();
            default -> throw ObjectChanges.unknown("of Cloud Storage's type", type);
        };
    }

    private static Optional<Kind> cloudEventKind(String type) {
        return switch (type.substring(CLOUD_EVENT_PREFIX.length())) {
            case "finalized" -> Optional.of(Kind.CHANGED);
            case "deleted", "archived" -> Optional.of(Kind.REMOVED);
            case "metadataUpdated" -> Optional.empty();
            default -> throw ObjectChanges.unknown("a CloudEvent of type", type);
        };
    }
}
