package io.millrace.topology;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.impl.ExpressionInternal;
import io.cloudevents.sql.impl.runtime.ExpressionImpl;
import java.util.List;
import java.util.Map;

/** A CloudEvents SQL expression, CESQL v1.0.0, evaluated by the CloudEvents SDK. */
final class CesqlExpression {

    private final String source;
    private final ExpressionInternal expression;

    private CesqlExpression(String source, ExpressionInternal expression) {
        this.source = source;
        this.expression = expression;
    }

    /** Throws {@link IllegalArgumentException}, which says what is wrong, when {@code source} isn't CESQL. */
    static CesqlExpression parse(String source) {
        CesqlSyntax.check(source);
        try {
            ExpressionImpl parsed = (ExpressionImpl) Parser.parseDefault(source);
            return new CesqlExpression(source, parsed.getExpressionInternal());
        } catch (ParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Value and errors for an event with these attributes. */
    Evaluation evaluate(Map<String, String> attributes) {
        RecordedErrors errors = new RecordedErrors();
        try {
            Object value = expression
                    .evaluate(EvaluationRuntime.getDefault(), event(attributes), errors)
                    .value();
            return new Evaluation(value, errors.all());
        } catch (CloudEventRWException | IllegalStateException | IllegalArgumentException e) {
            // An attribute that the SDK can't represent: no event that a filter could speak of.
            return new Evaluation(false, List.of("GENERIC: " + e.getMessage()));
        }
    }

    private static CloudEvent event(Map<String, String> attributes) {
        CloudEventBuilder event = CloudEventBuilder.v1();
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            if (!attribute.getKey().equals("specversion")) {
                event.withContextAttribute(attribute.getKey(), attribute.getValue());
            }
        }
        return event.build();
    }

    @Override
    public String toString() {
        return source;
    }

    /**
     * What an expression gives; it always has a value (CESQL v1.0.0 §3.3).
     *
     * @param value a Boolean, an Integer or a String
     * @param errors the errors met on the way, each by the SDK's name of its kind and a text
     */
    record Evaluation(Object value, List<String> errors) {
        Evaluation {
            errors = List.copyOf(errors);
        }
    }
}
