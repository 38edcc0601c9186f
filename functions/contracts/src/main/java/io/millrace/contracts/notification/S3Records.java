package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.ingest.ObjectChange.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records of Amazon S3 (event message structure 2.1 to 2.3), MinIO and Ceph's RADOS gateway, also as CloudEvents (the AWS S3 adapter of the CloudEvents
 * specification).
 */
final class S3Records {

    /** Of the adapter's types: {@code com.amazonaws.s3.ObjectCreated:Put}, or Ceph's without the {@code s3}. */
    static final String CLOUD_EVENT_PREFIX = "com.amazonaws.";

    private static final Pattern SEQUENCER = Pattern.compile("[0-9A-Fa-f]{1,40}");

    private S3Records() {}

    static List<ObjectChange> changes(JsonNode record) {
        return changes(
                Fields.text(record, "eventName"), Fields.at(record, "s3"), () -> Fields.time(record, "eventTime"));
    }

    /** A CloudEvent whose data are the record's member {@code s3} alone; one with the whole record has been taken out of its event. */
    static List<ObjectChange> ofCloudEvent(String type, JsonNode event) {
        return changes(
                type.substring(CLOUD_EVENT_PREFIX.length()),
                Fields.at(event, "data"),
                () -> Fields.time(event, "time"));
    }

    private static List<ObjectChange> changes(String eventName, JsonNode s3, Supplier<Instant> time) {
        return kind(eventName).stream()
                .map(kind -> change(
                        kind,
                        Fields.text(s3, "bucket", "name"),
                        URLDecoder.decode(Fields.text(s3, "object", "key"), StandardCharsets.UTF_8),
                        Fields.etag(s3, "object", "eTag"),
                        s3.path("object"),
                        time.get()))
                .toList();
    }

    /** @param object with {@code size} and {@code sequencer}, where they are known */
    static ObjectChange change(
            Kind kind, String bucket, String key, @Nullable String etag, JsonNode object, Instant at) {
        return new ObjectChange(
                new ObjectUri("s3", bucket, key),
                kind,
                etag,
                Fields.number(object, "size"),
                at,
                position(Fields.optional(object, "sequencer")));
    }

    private static @Nullable Sequence position(@Nullable String sequencer) {
        return sequencer != null && SEQUENCER.matcher(sequencer).matches() ? Sequence.ofSequencer(sequencer) : null;
    }

    /** Empty for what does not touch the content. MinIO and CloudEvents write {@code s3} before the name, S3 does not. */
    private static Optional<Kind> kind(String eventName) {
        String name = eventName.startsWith("s3:") || eventName.startsWith("s3.") ? eventName.substring(3) : eventName;
        int colon = name.indexOf(':');
        String detail = name.substring(colon + 1);
        return switch (colon < 0 ? name : name.substring(0, colon)) {
            case "ObjectCreated" ->
                switch (detail) {
                    // MinIO's, all of metadata
                    case "PutRetention", "PutLegalHold", "PutTagging", "DeleteTagging" -> Optional.empty();
                    default -> Optional.of(Kind.CHANGED);
                };
            case "ObjectRemoved",
                    "LifecycleExpiration",
                    "LifecycleDelMarkerExpiration",
                    "ReducedRedundancyLostObject" -> Optional.of(Kind.REMOVED);
            case "ObjectRestore" -> detail.equals("Completed") ? Optional.of(Kind.CHANGED) : Optional.empty();
            // Ceph's
            case "ObjectSynced" -> Optional.of(detail.equals("Create") ? Kind.CHANGED : Kind.REMOVED);
            case "ObjectLifecycle" -> detail.startsWith("Expiration") ? Optional.of(Kind.REMOVED) : Optional.empty();
            case "TestEvent",
                    "ObjectTagging",
                    "ObjectAcl",
                    "ObjectAccessed",
                    "ObjectTransition",
                    "LifecycleTransition",
                    "IntelligentTiering",
                    "Replication",
                    "BucketCreated",
                    "BucketRemoved",
                    "Scanner" -> Optional.empty();
            default -> throw ObjectChanges.unknown("of S3's type", eventName);
        };
    }
}
