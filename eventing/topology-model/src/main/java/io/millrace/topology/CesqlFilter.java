package io.millrace.topology;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import java.util.Map;

/** Passes events for which a CloudEvents SQL expression (CESQL v1) is true. */
final class CesqlFilter implements EventFilter {

    private final String source;
    private final Expression expression;
    private final boolean failsOnErrors;

    /**
     * Throws {@link ParseException} when {@code source} isn't CESQL.
     *
     * @param profile the Kafka broker goes by the value even where the evaluation noted errors (a missing attribute below OR): it is then the default that
     *     CESQL v1 §3.7 prescribes. On the channel-based broker such a filter fails (measured)
     */
    CesqlFilter(String source, DeliveryProfile profile) {
        this.source = source;
        this.expression = Parser.parseDefault(source);
        this.failsOnErrors = profile == DeliveryProfile.MT;
    }

    @Override
    public boolean matches(Map<String, String> attributes) {
        CloudEventBuilder event = CloudEventBuilder.v1();
        try {
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                if (!attribute.getKey().equals("specversion")) {
                    event.withContextAttribute(attribute.getKey(), attribute.getValue());
                }
            }
            Result result = expression.evaluate(event.build());
            Object value = result.value();
            if (failsOnErrors && (result.isFailed() || !(value instanceof Boolean))) {
                throw new FilterFailedException(this + " fails on an event: " + result.causes());
            }
            return value instanceof Boolean passes
                    ? passes
                    : value instanceof String text
                            && text.equalsIgnoreCase("true"); // CESQL v1's cast, where the expression is an attribute
        } catch (CloudEventRWException | IllegalStateException | IllegalArgumentException e) {
            return false; // an attribute that the SDK can't represent: no event that a filter could speak of
        }
    }

    @Override
    public boolean couldMatchType(String type) {
        return true;
    }

    @Override
    public String toString() {
        return "CesqlFilter[" + source + "]";
    }
}
