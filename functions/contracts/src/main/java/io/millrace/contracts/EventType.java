package io.millrace.contracts;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every event that Millrace emits or takes. The type is a past fact; adding a field to its payload is compatible, anything else
 * is a new version.
 */
public enum EventType {
    /** A file below a registered root was added or changed. From the command line to intake. */
    FILE_CHANGED(Names.FILE_CHANGED, FileChanged.class, Role.NOTIFICATION),
    /** A file below a registered root is gone. From the command line to intake. */
    FILE_REMOVED(Names.FILE_REMOVED, FileRemoved.class, Role.NOTIFICATION),
    /** A notification that intake could not take. From intake to itself by way of the broker, so that it becomes a dead letter. */
    NOTIFICATION_REFUSED(Names.NOTIFICATION_REFUSED, NotificationRefused.class, Role.STEP),
    DOCUMENT_CHANGED(Names.DOCUMENT_CHANGED, DocumentChanged.class, Role.STEP),
    DOCUMENT_REMOVED(Names.DOCUMENT_REMOVED, DocumentRemoved.class, Role.STEP),
    CHUNKS_PREPARED(Names.CHUNKS_PREPARED, ChunksPrepared.class, Role.STEP),
    DOCUMENT_INDEXED(Names.DOCUMENT_INDEXED, DocumentIndexed.class, Role.OUTCOME),
    DOCUMENT_UNINDEXED(Names.DOCUMENT_UNINDEXED, DocumentUnindexed.class, Role.OUTCOME),
    DOCUMENT_REJECTED(Names.DOCUMENT_REJECTED, DocumentRejected.class, Role.OUTCOME),
    QUESTION_ASKED(Names.QUESTION_ASKED, QuestionAsked.class, Role.STEP),
    QUESTION_EMBEDDED(Names.QUESTION_EMBEDDED, QuestionEmbedded.class, Role.STEP),
    PASSAGES_RANKED(Names.PASSAGES_RANKED, PassagesRanked.class, Role.STEP),
    QUESTION_ANSWERED(Names.QUESTION_ANSWERED, QuestionAnswered.class, Role.STEP),
    QUESTION_FAILED(Names.QUESTION_FAILED, QuestionFailed.class, Role.STEP),
    REINDEX_REQUESTED(Names.REINDEX_REQUESTED, ReindexRequested.class, Role.STEP),
    /** Another revision of a model is current. From the command line; the servers that serve it are restarted for it (gpu-services/volume/rollout). */
    MODEL_PROMOTED(Names.MODEL_PROMOTED, ModelPromoted.class, Role.OUTCOME),
    /** Knative's PingSource; its type is always this, and its data are those of {@link #REINDEX_REQUESTED}. */
    PING(Names.PING, ReindexRequested.class, Role.STEP);

    /** What an event is for. */
    public enum Role {
        /** Posted to intake; never passes the broker. */
        NOTIFICATION,
        /** A function takes it. */
        STEP,
        /** For anyone who listens; no Trigger of ours needs to. */
        OUTCOME
    }

    /** The types as constants, for annotations. */
    public static final class Names {
        public static final String FILE_CHANGED = "millrace.file.changed.v1";
        public static final String FILE_REMOVED = "millrace.file.removed.v1";
        public static final String NOTIFICATION_REFUSED = "millrace.notification.refused.v1";
        public static final String DOCUMENT_CHANGED = "millrace.document.changed.v1";
        public static final String DOCUMENT_REMOVED = "millrace.document.removed.v1";
        public static final String CHUNKS_PREPARED = "millrace.chunks.prepared.v1";
        public static final String DOCUMENT_INDEXED = "millrace.document.indexed.v1";
        public static final String DOCUMENT_UNINDEXED = "millrace.document.unindexed.v1";
        public static final String DOCUMENT_REJECTED = "millrace.document.rejected.v1";
        public static final String QUESTION_ASKED = "millrace.question.asked.v1";
        public static final String QUESTION_EMBEDDED = "millrace.question.embedded.v1";
        public static final String PASSAGES_RANKED = "millrace.passages.ranked.v1";
        public static final String QUESTION_ANSWERED = "millrace.question.answered.v1";
        public static final String QUESTION_FAILED = "millrace.question.failed.v1";
        public static final String REINDEX_REQUESTED = "millrace.reindex.requested.v1";
        public static final String MODEL_PROMOTED = "millrace.model.promoted.v1";
        public static final String PING = "dev.knative.sources.ping";

        private Names() {}
    }

    private final String type;
    private final Class<? extends Record> payload;
    private final Role role;

    EventType(String type, Class<? extends Record> payload, Role role) {
        this.type = type;
        this.payload = payload;
        this.role = role;
    }

    /** The CloudEvents type. */
    public String type() {
        return type;
    }

    public Class<? extends Record> payload() {
        return payload;
    }

    public Role role() {
        return role;
    }

    /** The CloudEvents dataschema: names the payload record, whatever the type of an event that carries it. */
    public URI dataschema() {
        return URI.create("urn:millrace:schema:" + type);
    }

    /** The JSON Schema's place on the class path. */
    public String schemaResource() {
        return "/io/millrace/contracts/schema/" + type + ".json";
    }

    public static Optional<EventType> ofType(String type) {
        return Arrays.stream(values()).filter(event -> event.type.equals(type)).findFirst();
    }

    public static Optional<EventType> ofDataschema(URI dataschema) {
        return Arrays.stream(values())
                .filter(event -> event.dataschema().equals(dataschema))
                .findFirst();
    }
}
