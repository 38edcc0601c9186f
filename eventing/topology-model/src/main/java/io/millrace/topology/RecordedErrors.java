package io.millrace.topology;

import io.cloudevents.sql.EvaluationException;
import io.cloudevents.sql.EvaluationException.EvaluationExceptionFactory;
import io.cloudevents.sql.antlr.runtime.misc.Interval;
import io.cloudevents.sql.impl.ExceptionFactoryImpl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every error of one evaluation. The SDK's result lacks those of an OR's left side where the right side was evaluated (4.0.1); a real in-memory broker
 * has them.
 */
final class RecordedErrors extends ExceptionFactoryImpl {

    private final List<String> errors = new ArrayList<>();

    RecordedErrors() {
        super(false);
    }

    /** Each by the name of its kind and a text, in the order in which they happened. */
    List<String> all() {
        return errors;
    }

    @Override
    public EvaluationExceptionFactory invalidCastTarget(Class<?> from, Class<?> to) {
        return recorded(super.invalidCastTarget(from, to));
    }

    @Override
    public EvaluationExceptionFactory castError(Class<?> from, Class<?> to, @Nullable Throwable cause) {
        return recorded(super.castError(from, to, cause));
    }

    @Override
    public EvaluationException missingAttribute(Interval interval, String expression, String name) {
        return recorded(super.missingAttribute(interval, expression, name));
    }

    @Override
    public EvaluationException cannotDispatchFunction(
            Interval interval, String expression, String function, @Nullable Throwable cause) {
        return recorded(super.cannotDispatchFunction(interval, expression, function, cause));
    }

    @Override
    public EvaluationExceptionFactory functionExecutionError(String function, @Nullable Throwable cause) {
        return recorded(super.functionExecutionError(function, cause));
    }

    @Override
    public EvaluationException divisionByZero(Interval interval, String expression, Integer dividend) {
        return recorded(super.divisionByZero(interval, expression, dividend));
    }

    @Override
    public EvaluationException mathError(Interval interval, String expression, String message) {
        return recorded(super.mathError(interval, expression, message));
    }

    private EvaluationExceptionFactory recorded(EvaluationExceptionFactory factory) {
        return (interval, expression) -> recorded(factory.create(interval, expression));
    }

    private EvaluationException recorded(EvaluationException error) {
        errors.add(error.getKind() + ": " + error.getMessage());
        return error;
    }
}
