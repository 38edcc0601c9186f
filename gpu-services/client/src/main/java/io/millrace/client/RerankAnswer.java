package io.millrace.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One score of an answer, which come best first or in the order of the texts.
 *
 * @param index the place of its text in the request; −1 where none was told
 * @param score NaN where none was told
 */
record RerankAnswer(int index, double score) {

    /** Reads a bare list. */
    static List<RerankAnswer> list(JsonParser json, String scoreField) throws IOException {
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_ARRAY);
        return items(json, scoreField);
    }

    /** Reads the list that is the member {@code list} of an object. */
    static List<RerankAnswer> member(JsonParser json, String list, String scoreField) throws IOException {
        List<RerankAnswer> items = new ArrayList<>();
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals(list)) {
                EmbeddingAnswer.expect(json, value, JsonToken.START_ARRAY);
                items.addAll(items(json, scoreField));
            } else {
                json.skipChildren();
            }
        }
        return items;
    }

    /** Rows of one score each, in the order of the texts. */
    static List<RerankAnswer> rows(List<double[]> rows) {
        List<RerankAnswer> items = new ArrayList<>(rows.size());
        for (double[] row : rows) {
            items.add(new RerankAnswer(items.size(), row.length == 1 ? row[0] : Double.NaN));
        }
        return items;
    }

    private static List<RerankAnswer> items(JsonParser json, String scoreField) throws IOException {
        List<RerankAnswer> items = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            items.add(item(json, scoreField));
        }
        return items;
    }

    private static RerankAnswer item(JsonParser json, String scoreField) throws IOException {
        int index = -1;
        double score = Double.NaN;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
                index = json.getIntValue();
            } else if (field.equals(scoreField) && value.isNumeric()) {
                score = json.getDoubleValue();
            } else {
                json.skipChildren();
            }
        }
        return new RerankAnswer(index, score);
    }
}
