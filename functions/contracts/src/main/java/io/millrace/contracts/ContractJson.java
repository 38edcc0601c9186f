package io.millrace.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.retrieve.Evidence;
import java.io.IOException;
import java.util.Locale;

/**
 * How payloads are written: instants as ISO-8601, vectors as base64, choices in lower case, unknown fields passed over, nothing
 * written for null. A number that is missing is refused, but for those that a type of event got later: they are 0 where an older version wrote it.
 */
public final class ContractJson {

    private static final ObjectMapper MAPPER = configure(JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build());

    private ContractJson() {}

    /** A mapper for payloads. Don't change it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Makes {@code mapper} read and write payloads as {@link #mapper} does, and returns it. */
    public static ObjectMapper configure(ObjectMapper mapper) {
        SimpleModule values = new SimpleModule("millrace");
        values.addSerializer(QuantizedEmbedding.class, new QuantizedSerializer());
        values.addDeserializer(QuantizedEmbedding.class, new QuantizedDeserializer());
        values.addSerializer(LowerCaseEnums.TYPE, new LowerCaseEnums());
        return mapper.addMixIn(Evidence.class, EvidenceAddedLater.class)
                .registerModule(new JavaTimeModule())
                .registerModule(values)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    }

    /** What evidence did not hold at first. */
    private interface EvidenceAddedLater {

        @JsonSetter(nulls = Nulls.AS_EMPTY)
        double sentenceLead();

        @JsonSetter(nulls = Nulls.AS_EMPTY)
        double wordsGap();
    }

    /** Writes AUTO as {@code auto}. */
    @SuppressWarnings("rawtypes") // Jackson finds the serializer of every enum by the raw type
    private static final class LowerCaseEnums extends JsonSerializer<Enum> {

        static final Class<Enum> TYPE = Enum.class;

        @Override
        public void serialize(Enum value, JsonGenerator json, SerializerProvider serializers) throws IOException {
            json.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }

    private static final class QuantizedSerializer extends JsonSerializer<QuantizedEmbedding> {
        @Override
        public void serialize(QuantizedEmbedding value, JsonGenerator json, SerializerProvider serializers)
                throws IOException {
            json.writeBinary(value.toBytes());
        }
    }

    private static final class QuantizedDeserializer extends JsonDeserializer<QuantizedEmbedding> {
        @Override
        public QuantizedEmbedding deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return QuantizedEmbedding.ofBytes(json.getBinaryValue());
        }
    }
}
