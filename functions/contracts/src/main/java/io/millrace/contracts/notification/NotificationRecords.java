package io.millrace.contracts.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Takes a notification out of what carries it (SQS, SNS, a Lambda function's event, Pub/Sub, CloudEvents, batches, one in the other) and cuts it into
 * records, each a notification by itself: taken apart again it gives itself.
 */
public final class NotificationRecords {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** S3's notification in SNS in SQS in a CloudEvent, with an array around it, is five deep; nothing known is deeper. */
    private static final int MAX_DEPTH = 6;

    private final int most;
    private final List<JsonNode> records = new ArrayList<>();

    private NotificationRecords(int most) {
        this.most = most;
    }

    /**
     * @param most records of one notification
     * @throws ProblemException TOO_LARGE for more, INVALID for none or for carriers nested too deep
     */
    public static List<JsonNode> of(JsonNode notification, int most) {
        NotificationRecords found = new NotificationRecords(most);
        found.collect(notification, 0);
        if (found.records.isEmpty()) {
            throw ProblemException.of(Category.INVALID, "notification-empty", "the notification has no records");
        }
        return List.copyOf(found.records);
    }

    private void collect(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw ProblemException.of(
                    Category.INVALID,
                    "notification-too-deep",
                    "the notification lies in more than " + MAX_DEPTH + " layers of messages");
        }
        switch (Form.of(node)) {
            case BATCH -> node.forEach(each -> collect(each, depth + 1));
            case RECORDS -> node.path("Records").forEach(each -> collectLambda(each, depth + 1));
            case SQS_MESSAGES -> node.path("Messages").forEach(each -> collect(each, depth + 1));
            case SQS_MESSAGE -> collectText(node, node.path("Body"), depth);
            case SNS -> collectText(node, node.path("Message"), depth);
            case PUB_SUB -> collectPubSub(node, depth);
            case CLOUD_EVENT -> collectCloudEvent(node, depth);
            case S3_RECORD -> add(record(node));
            case S3_TEST, EVENT_BRIDGE, EVENT_GRID, UNKNOWN -> add(node);
        }
    }

    /** One of {@code Records}; a Lambda function gets messages of SQS and SNS as such. */
    private void collectLambda(JsonNode each, int depth) {
        if (each.path("body").isTextual()) {
            collectText(record(each), each.path("body"), depth);
        } else if (each.path("Sns").isObject()) {
            collectText(record(each), each.path("Sns").path("Message"), depth);
        } else {
            add(record(each));
        }
    }

    /** Another store's notification may come by Pub/Sub too; Google's own says in its attributes what it is. */
    private void collectPubSub(JsonNode push, int depth) {
        JsonNode message = push.path("message");
        Optional<JsonNode> data = decoded(message.path("data"));
        if (message.path("attributes").has("eventType") || data.isEmpty()) {
            add(push);
        } else {
            collectInner(push, data.get(), depth);
        }
    }

    private void collectCloudEvent(JsonNode event, int depth) {
        Optional<JsonNode> binary = decoded(event.path("data_base64"));
        ObjectNode readable = event.deepCopy();
        binary.ifPresent(data -> readable.set("data", data));
        JsonNode data = readable.path("data");
        if (data.isTextual()) {
            collectText(readable, data, depth);
        } else {
            collectInner(readable, data, depth);
        }
    }

    private void collectText(JsonNode carrier, JsonNode text, int depth) {
        collectInner(carrier, parsed(text.asText()).orElse(text), depth);
    }

    /** What is no notification stays in its carrier, which says more of what it is. */
    private void collectInner(JsonNode carrier, JsonNode inner, int depth) {
        if (Form.of(inner) == Form.UNKNOWN) {
            add(carrier);
        } else {
            collect(inner, depth + 1);
        }
    }

    private void add(JsonNode record) {
        if (records.size() == most) {
            throw ProblemException.of(
                    Category.TOO_LARGE, "notification-too-large", "a notification has at most " + most + " records");
        }
        records.add(record);
    }

    private static ObjectNode record(JsonNode record) {
        ObjectNode alone = JSON.createObjectNode();
        alone.putArray("Records").add(record);
        return alone;
    }

    /** Empty for what is no base64 of JSON. */
    static Optional<JsonNode> decoded(JsonNode base64) {
        try {
            return parsed(new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty for what is no JSON. */
    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
