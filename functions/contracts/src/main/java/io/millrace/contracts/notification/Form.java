package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;

/** The forms that notifications have, told apart by the fields that only one of them has. */
enum Form {
    /** An array of any of the others: Event Grid's delivery, or a batch of CloudEvents. */
    BATCH,
    /** {@code Records}: from S3 and those who speak its language, or as a Lambda function gets messages of SQS and SNS. */
    RECORDS,
    /** One of S3's records, alone. */
    S3_RECORD,
    /** What S3 sends when a notification is set up, to see whether it gets through. */
    S3_TEST,
    /** What SQS's ReceiveMessage answers. */
    SQS_MESSAGES,
    /** One of them. */
    SQS_MESSAGE,
    /** An HTTP delivery of SNS that is not raw. */
    SNS,
    /** An event of Amazon EventBridge. */
    EVENT_BRIDGE,
    /** A push delivery of Google Pub/Sub. */
    PUB_SUB,
    /** An event in the Event Grid schema. */
    EVENT_GRID,
    /** An event in CloudEvents' JSON format. */
    CLOUD_EVENT,
    /** None of these. */
    UNKNOWN;

    static Form of(JsonNode node) {
        if (node.isArray()) {
            return BATCH;
        }
        if (node.path("Records").isArray()) {
            return RECORDS;
        }
        if (node.has("specversion")) {
            return CLOUD_EVENT;
        }
        if (node.path("s3").isObject()) {
            return S3_RECORD;
        }
        if (node.path("Event").asText().equals("s3:TestEvent")) {
            return S3_TEST;
        }
        if (node.path("Messages").isArray()) {
            return SQS_MESSAGES;
        }
        if (node.path("Body").isTextual()) {
            return SQS_MESSAGE;
        }
        if (node.has("TopicArn") && node.has("Type")) {
            return SNS;
        }
        if (node.has("detail-type")) {
            return EVENT_BRIDGE;
        }
        if (node.path("message").isObject() && node.has("subscription")) {
            return PUB_SUB;
        }
        return node.has("eventType") ? EVENT_GRID : UNKNOWN;
    }
}
