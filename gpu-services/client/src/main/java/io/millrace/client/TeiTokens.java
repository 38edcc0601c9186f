package io.millrace.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What TEI's {@code /tokenize} answers. */
final class TeiTokens {

    static final String PATH = "/tokenize";

    /**
     * One token.
     *
     * @param special whether the tokenizer added it
     * @param start where it begins, in the text's bytes as UTF-8; 0 for a special one
     * @param stop where it ends
     */
    record Token(boolean special, int start, int stop) {}

    private TeiTokens() {}

    /** One list a text. */
    static List<List<Token>> read(JsonParser json) throws IOException {
        List<List<Token>> texts = new ArrayList<>();
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_ARRAY) {
            texts.add(readText(json));
        }
        return texts;
    }

    /** The tokens of the list at whose beginning {@code json} stands. */
    static List<Token> readText(JsonParser json) throws IOException {
        List<Token> tokens = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            boolean special = false;
            int start = 0;
            int stop = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("special")) {
                    special = json.getBooleanValue();
                } else if (field.equals("start") && value == JsonToken.VALUE_NUMBER_INT) {
                    start = json.getIntValue();
                } else if (field.equals("stop") && value == JsonToken.VALUE_NUMBER_INT) {
                    stop = json.getIntValue();
                } else {
                    json.skipChildren();
                }
            }
            tokens.add(new Token(special, start, stop));
        }
        return tokens;
    }

    /** How many are the text's own. */
    static int count(List<Token> tokens) {
        return (int) tokens.stream().filter(token -> !token.special()).count();
    }
}
