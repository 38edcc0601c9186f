package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaGrammarTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "{\"type\": \"object\"} => object",
                "{\"type\": \"object\", \"additionalProperties\": false} => \"{}\"",
                "{\"type\": \"string\"} => string",
                "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 9} => \"\\\"\" char{1,9} \"\\\"\"",
                "{\"type\": \"string\", \"minLength\": 2} => \"\\\"\" char{2,} \"\\\"\"",
                "{\"enum\": [\"a\\\"b\", 1.5, true, null]} => \"\\\"a\\\\\\\"b\\\"\" | \"1.5\" | \"true\" | \"null\"",
                "{\"const\": \"x\"} => \"\\\"x\\\"\"",
                "{\"type\": [\"integer\", \"null\"]} => root-1 | root-2",
                "{\"type\": \"array\"} => \"[\" ws ( root-i ( \",\" ws root-i )* ws )? \"]\"",
                "{\"type\": \"array\", \"minItems\": 2, \"maxItems\": 3} => \"[\" ws root-i ( \",\" ws root-i ){1,2} ws \"]\"",
                "{\"type\": \"array\", \"maxItems\": 0} => \"[]\"",
                "{\"title\": \"a\", \"description\": \"b\", \"type\": \"boolean\"} => boolean",
                "{\"type\": \"object\", \"properties\": {\"a\": {}, \"b\": {}, \"c\": {}}, \"required\": [\"b\"]}"
                        + " => \"{\" ws root-2 ( \",\" ws root-1 )? ( \",\" ws root-3 )? ws \"}\"",
                "{\"type\": \"object\", \"properties\": {\"a\": {}, \"b\": {}}}"
                        + " => \"{\" ws ( root-1 ( \",\" ws root-2 )? | root-2 )? ws \"}\"",
            })
    void writesTheRuleOfEachKindOfValue(String schema, String rule) throws Exception {
        assertThat(grammar(schema)).contains("\nroot ::= " + rule + "\n");
    }

    @Test
    void namesDefinitionsOnceAndLetsThemHoldThemselves() throws Exception {
        String grammar = grammar("""
                {"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "additionalProperties": false, "required": ["name", "next"],
                 "properties": {"name": {"type": "string"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}}}}""");

        assertThat(grammar)
                .contains("\nroot ::= def1\n", "\ndef1 ::= \"{\" ws def1-1 \",\" ws def1-2 ws \"}\"\n")
                .contains("\ndef1-2-v ::= def1-2-v-1 | def1-2-v-2\n", "\ndef1-2-v-1 ::= def1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "[] => must be a JSON object",
                "{\"type\": \"date\"} => has a type that JSON has not",
                "{\"type\": 7} => neither a name nor a list",
                "{\"type\": \"string\", \"pattern\": \"a+\"} => uses pattern",
                "{\"type\": \"integer\", \"minimum\": 3} => uses minimum",
                "{\"oneOf\": [{}]} => uses oneOf",
                "{\"anyOf\": []} => uses anyOf",
                "{\"type\": \"string\", \"a secret\": 1} => uses a keyword",
                "{\"type\": \"string\", \"maxLength\": 100000} => not a number from 0 to 1000",
                "{\"type\": \"string\", \"minLength\": 5, \"maxLength\": 4} => minLength above its maxLength",
                "{\"type\": \"object\", \"properties\": {\"a\": null}} => must be a JSON object",
                "{\"type\": \"object\", \"required\": [\"a\"]} => doesn't describe",
                "{\"enum\": [{}]} => enum or const",
                "{\"$ref\": \"https://example.org/a\"} => other than one of its $defs",
                "{\"$ref\": \"#/$defs/b\", \"$defs\": {\"a\": {}}} => other than one of its $defs",
                "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"anyOf\": [{\"$ref\": \"#/$defs/a\"}, {}]}}} => leads back to itself",
            })
    void refusesWhatItCantKeepTo(String schema, String message) {
        assertThatThrownBy(() -> grammar(schema))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesMoreThanItsShareOfParts() {
        assertThatThrownBy(() -> grammar("{\"anyOf\": [" + "{}, ".repeat(600) + "{}]}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("500");
    }

    private static String grammar(String schema) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(schema)) {
            json.nextToken();
            return JsonSchemaGrammar.of(Objects.requireNonNull(JsonTree.read(json)));
        }
    }
}
