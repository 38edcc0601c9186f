package io.millrace.topology;

import io.cloudevents.sql.antlr.runtime.misc.Interval;
import io.cloudevents.sql.antlr.runtime.tree.ParseTree;
import io.cloudevents.sql.generated.CESQLParserParser.BinaryLogicExpressionContext;
import io.cloudevents.sql.generated.CESQLParserParser.ExpressionContext;
import io.cloudevents.sql.generated.CESQLParserParser.IdentifierContext;
import io.cloudevents.sql.generated.CESQLParserParser.SubExpressionContext;
import io.cloudevents.sql.generated.CESQLParserParser.UnaryLogicExpressionContext;
import io.millrace.topology.CesqlExpression.Evaluation;
import java.util.Map;

/**
 * What a CESQL expression says of an event of which only the type is known: AND, OR, XOR and NOT are taken apart; what then speaks of no attribute but the type is
 * evaluated, and the rest is unknown.
 */
final class CesqlTypeMatch {

    private final String type;

    private CesqlTypeMatch(String type) {
        this.type = type;
    }

    static TypeMatch of(CesqlExpression expression, String type) {
        return new CesqlTypeMatch(type).of(CesqlSyntax.tree(expression.toString()));
    }

    private TypeMatch of(ExpressionContext expression) {
        return switch (expression) {
            case SubExpressionContext inBrackets -> of(inBrackets.expression());
            case UnaryLogicExpressionContext not -> of(not.expression()).negated();
            case BinaryLogicExpressionContext both -> {
                TypeMatch left = of(both.expression(0));
                TypeMatch right = of(both.expression(1));
                if (both.AND() != null) {
                    yield left.and(right);
                }
                yield both.OR() != null ? left.or(right) : left.xor(right);
            }
            default -> speaksOfTypeOnly(expression) ? evaluated(expression) : TypeMatch.UNKNOWN;
        };
    }

    private TypeMatch evaluated(ExpressionContext expression) {
        String source = expression
                .getStart()
                .getInputStream()
                .getText(Interval.of(
                        expression.getStart().getStartIndex(),
                        expression.getStop().getStopIndex()));
        // An event has an id and a source; nothing that is evaluated here reads them.
        Evaluation evaluation =
                CesqlExpression.parse(source).evaluate(Map.of("id", "any", "source", "any", "type", type));
        return evaluation.errors().isEmpty() && evaluation.value() instanceof Boolean passes
                ? TypeMatch.of(passes)
                : TypeMatch.UNKNOWN;
    }

    private static boolean speaksOfTypeOnly(ParseTree tree) {
        if (tree instanceof IdentifierContext attribute) {
            return attribute.getText().equals("type");
        }
        for (int i = 0; i < tree.getChildCount(); i++) {
            if (!speaksOfTypeOnly(tree.getChild(i))) {
                return false;
            }
        }
        return true;
    }
}
