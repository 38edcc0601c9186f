package io.millrace.topology;

import io.cloudevents.sql.antlr.runtime.BaseErrorListener;
import io.cloudevents.sql.antlr.runtime.CharStreams;
import io.cloudevents.sql.antlr.runtime.CommonTokenStream;
import io.cloudevents.sql.antlr.runtime.RecognitionException;
import io.cloudevents.sql.antlr.runtime.Recognizer;
import io.cloudevents.sql.antlr.runtime.tree.ParseTreeWalker;
import io.cloudevents.sql.generated.CESQLParserBaseListener;
import io.cloudevents.sql.generated.CESQLParserLexer;
import io.cloudevents.sql.generated.CESQLParserParser;
import io.cloudevents.sql.impl.parser.CaseChangingCharStream;
import org.jspecify.annotations.Nullable;

/**
 * Says where an expression departs from the grammar of CESQL. The SDK's own parser ends in a NullPointerException at most mistakes (4.0.1), writes to standard
 * error, and lets attribute names in upper case through (CESQL v1.0.0 §2.2 does not).
 */
final class CesqlSyntax {

    private CesqlSyntax() {}

    /** Throws {@link IllegalArgumentException}, which names the place and what is wrong there. */
    static void check(String expression) {
        tree(expression);
    }

    /** The expression's syntax tree; throws as {@link #check} does. */
    static CESQLParserParser.ExpressionContext tree(String expression) {
        CESQLParserLexer lexer =
                new CESQLParserLexer(new CaseChangingCharStream(CharStreams.fromString(expression), true));
        lexer.removeErrorListeners();
        lexer.addErrorListener(new FirstError());
        CESQLParserParser parser = new CESQLParserParser(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstError());
        CESQLParserParser.CesqlContext whole = parser.cesql();
        ParseTreeWalker.DEFAULT.walk(new AttributeNames(), whole);
        return whole.expression();
    }

    private static final class FirstError extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            throw new IllegalArgumentException("at character " + (column + 1) + ", " + message);
        }
    }

    private static final class AttributeNames extends CESQLParserBaseListener {
        @Override
        public void enterIdentifier(CESQLParserParser.IdentifierContext identifier) {
            if (!identifier.getText().matches("[a-z0-9]+")) {
                throw new IllegalArgumentException(
                        "'" + identifier.getText() + "' is no attribute: use lower-case letters and digits");
            }
        }
    }
}
