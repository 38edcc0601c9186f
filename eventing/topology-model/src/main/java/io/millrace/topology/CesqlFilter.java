package io.millrace.topology;

import io.millrace.topology.CesqlExpression.Evaluation;
import java.util.Map;

/**
 * Passes events for which a CloudEvents SQL expression is true.
 *
 * <p>By CESQL v1.0.0 §1.2 an event does not pass when there are errors or the value is no boolean: so does the in-memory broker. The Kafka broker goes by the
 * value alone, cast to a boolean.
 */
record CesqlFilter(CesqlExpression expression) implements EventFilter {

    @Override
    public FilterOutcome evaluate(Map<String, String> attributes) {
        Evaluation evaluation = expression.evaluate(attributes);
        boolean passes = Boolean.TRUE.equals(evaluation.value())
                || (evaluation.value() instanceof String text && text.equalsIgnoreCase("true"));
        if (!evaluation.errors().isEmpty()) {
            return new FilterOutcome(passes, evaluation.errors().getFirst());
        }
        return evaluation.value() instanceof Boolean
                ? FilterOutcome.of(passes)
                : new FilterOutcome(passes, "'" + expression + "' gives no boolean");
    }

    @Override
    public TypeMatch matchesType(String type) {
        return CesqlTypeMatch.of(expression, type);
    }
}
