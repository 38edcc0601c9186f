package io.millrace.topology;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import java.util.Map;

/** Passes events for which a CloudEvents SQL expression (CESQL v1) is true. */
final class CesqlFilter implements EventFilter {

    private final String source;
    private final Expression expression;

    /** Throws {@link ParseException} when {@code source} isn't CESQL. */
    CesqlFilter(String source) {
        this.source = source;
        this.expression = Parser.parseDefault(source);
    }

    /**
     * As the Kafka broker does, goes by the value even where the evaluation noted errors (a missing attribute below OR): the expression's value is then the
     * default that CESQL v1 §3.7 prescribes.
     */
    @Override
    public boolean matches(Map<String, String> attributes) {
        CloudEventBuilder event = CloudEventBuilder.v1();
        try {
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                if (!attribute.getKey().equals("specversion")) {
                    event.withContextAttribute(attribute.getKey(), attribute.getValue());
                }
            }
            Object value = expression.evaluate(event.build()).value();
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
