package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.ingest.ObjectChange.Kind;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Events of Azure Blob Storage and Data Lake Storage, in the schema of Event Grid or of CloudEvents. */
final class AzureEvents {

    static final String PREFIX = "Microsoft.";

    private static final Pattern ACCOUNT = Pattern.compile("/storageAccounts/([^/]+)$");
    private static final Pattern SUBJECT = Pattern.compile("/blobServices/default/containers/([^/]+)/blobs/(.+)");
    /** Opaque, compared as strings; of one length, so zeros in front may go. */
    private static final Pattern SEQUENCER = Pattern.compile("0*([0-9A-Fa-f]{1,40})");

    private static final Pattern ADDRESS = Pattern.compile("https?://[^/]+/([^/]+/.+)");

    private static final int POSITION_WIDTH = 40;

    private AzureEvents() {}

    /**
     * @param account name of the field that ends with the storage account
     * @param time name of the field that says when it happened
     */
    static List<ObjectChange> changes(String type, JsonNode event, String account, String time) {
        return switch (type) {
            case "Microsoft.Storage.BlobCreated" ->
                List.of(change(Kind.CHANGED, subject(event, account), event, Fields.time(event, time)));
            case "Microsoft.Storage.BlobDeleted" ->
                List.of(change(Kind.REMOVED, subject(event, account), event, Fields.time(event, time)));
            case "Microsoft.Storage.BlobRenamed" -> {
                Instant at = Fields.time(event, time);
                ObjectUri to = subject(event, account);
                yield List.of(
                        change(Kind.CHANGED, to, event, at),
                        change(Kind.REMOVED, renamed(to, Fields.text(event, "data", "sourceUrl")), event, at));
            }
            // One event for all that lies below, which it does not name.
            case "Microsoft.Storage.DirectoryRenamed", "Microsoft.Storage.DirectoryDeleted" ->
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "notification-of-many",
                        type + " of " + subject(event, account)
                                + " does not name the blobs that it changed: ask for them with `millrace reindex`");
            case "Microsoft.Storage.DirectoryCreated",
                    "Microsoft.Storage.BlobTierChanged",
                    "Microsoft.Storage.BlobPropertiesUpdated",
                    "Microsoft.Storage.BlobMetadataUpdated",
                    "Microsoft.Storage.BlobTagsUpdated",
                    "Microsoft.Storage.AsyncOperationInitiated",
                    "Microsoft.Storage.BlobInventoryPolicyCompleted",
                    "Microsoft.Storage.LifecyclePolicyCompleted",
                    "Microsoft.EventGrid.SubscriptionDeletedEvent" -> List.of();
            default -> throw ObjectChanges.unknown("of Azure's type", type);
        };
    }

    private static ObjectChange change(Kind kind, ObjectUri blob, JsonNode event, Instant at) {
        boolean changed = kind == Kind.CHANGED;
        return new ObjectChange(
                blob,
                kind,
                changed ? Fields.etag(event, "data", "eTag") : null,
                changed ? Fields.number(event, "data", "contentLength") : null,
                at,
                position(Fields.optional(event, "data", "sequencer")));
    }

    private static @Nullable Sequence position(@Nullable String sequencer) {
        if (sequencer == null || !SEQUENCER.matcher(sequencer).matches()) {
            return null;
        }
        return Sequence.ofSequencer(sequencer.substring(Math.max(0, sequencer.length() - POSITION_WIDTH)));
    }

    private static ObjectUri subject(JsonNode event, String accountField) {
        Matcher account = ACCOUNT.matcher(Fields.text(event, accountField));
        Matcher subject = SUBJECT.matcher(Fields.text(event, "subject"));
        if (!account.find() || !subject.matches()) {
            throw new IllegalArgumentException(
                    accountField + " and subject name no blob of a storage account: " + Fields.text(event, "subject"));
        }
        return new ObjectUri("az", account.group(1) + "/" + subject.group(1), subject.group(2));
    }

    /** The blob at another address of the same account, {@code https://account.dfs.core.windows.net/container/path}. */
    private static ObjectUri renamed(ObjectUri to, String address) {
        Matcher path = ADDRESS.matcher(address);
        if (!path.matches()) {
            throw new IllegalArgumentException("data.sourceUrl names no blob");
        }
        String account = to.bucket().substring(0, to.bucket().indexOf('/'));
        return ObjectUri.parse("az://" + account + "/" + path.group(1));
    }
}
