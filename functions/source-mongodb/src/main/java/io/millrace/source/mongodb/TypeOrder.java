package io.millrace.source.mongodb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonValue;

/**
 * Types of keys, in the order in which MongoDB sorts values of different types ("Comparison and sort order" of its manual). Its comparisons, other than its sorting, never look
 * beyond one of them.
 */
enum TypeOrder {
    NUMBER("number"),
    TEXT("string"),
    UUID("binData"),
    OBJECT_ID("objectId"),
    BOOLEAN("bool"),
    MOMENT("date");

    private final String alias;

    TypeOrder(String alias) {
        this.alias = alias;
    }

    /** As {@code $type} calls it. */
    String alias() {
        return alias;
    }

    /** Empty for what can be no part of a key; NaN, which is equal to nothing and greater than nothing, is such. */
    static Optional<TypeOrder> of(BsonValue value) {
        return switch (value.getBsonType()) {
            case INT32, INT64 -> Optional.of(NUMBER);
            case DOUBLE -> Double.isNaN(value.asDouble().getValue()) ? Optional.empty() : Optional.of(NUMBER);
            case DECIMAL128 -> value.asDecimal128().getValue().isNaN() ? Optional.empty() : Optional.of(NUMBER);
            case STRING -> Optional.of(TEXT);
            case BINARY -> isUuid(value.asBinary()) ? Optional.of(UUID) : Optional.empty();
            case OBJECT_ID -> Optional.of(OBJECT_ID);
            case BOOLEAN -> Optional.of(BOOLEAN);
            case DATE_TIME -> Optional.of(MOMENT);
            case END_OF_DOCUMENT,
                    DOCUMENT,
                    ARRAY,
                    UNDEFINED,
                    NULL,
                    REGULAR_EXPRESSION,
                    DB_POINTER,
                    JAVASCRIPT,
                    SYMBOL,
                    JAVASCRIPT_WITH_SCOPE,
                    TIMESTAMP,
                    MIN_KEY,
                    MAX_KEY -> Optional.empty();
        };
    }

    static boolean isUuid(BsonBinary bytes) {
        return bytes.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && bytes.getData().length == 16;
    }

    /** Those that are sorted after it. */
    List<TypeOrder> later() {
        return Arrays.stream(values()).filter(type -> type.compareTo(this) > 0).toList();
    }
}
