package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.List;

/** What SNS says on its own behalf; what it carries has been taken out. */
final class SnsMessages {

    private SnsMessages() {}

    static List<ObjectChange> changes(JsonNode message) {
        String type = Fields.text(message, "Type");
        return switch (type) {
            case "UnsubscribeConfirmation" -> List.of();
            // Whoever can post here could have us call any address, so nothing is called.
            case "SubscriptionConfirmation" ->
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "subscription-unconfirmed",
                        "SNS asks to confirm a subscription to " + Fields.text(message, "TopicArn")
                                + ", and no address is called unasked: confirm it with `aws sns confirm-subscription` and the Token that"
                                + " `millrace dead-letters show` gives");
            default -> throw ObjectChanges.unknown("of SNS's type", type);
        };
    }
}
