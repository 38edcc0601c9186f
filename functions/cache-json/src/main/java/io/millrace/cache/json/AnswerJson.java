package io.millrace.cache.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.core.cache.CachedAnswer;
import io.millrace.core.embed.Embedding;
import java.io.IOException;
import java.util.Optional;

/** A kept answer as JSON (UTF-8), its vector in base64. What is missing or unknown makes it unreadable: it was written by another version. */
public final class AnswerJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(Embedding.class, new VectorWriter())
                    .addDeserializer(Embedding.class, new VectorReader()))
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private AnswerJson() {}

    public static byte[] write(CachedAnswer answer) {
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can always be written", e);
        }
    }

    /** What {@link #write} wrote; empty where it can't be read. Why is not said: it would repeat what stands there. */
    public static Optional<CachedAnswer> read(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, CachedAnswer.class));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static final class VectorWriter extends StdSerializer<Embedding> {

        private static final long serialVersionUID = 1;

        VectorWriter() {
            super(Embedding.class);
        }

        @Override
        public void serialize(Embedding vector, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(vector.toBase64());
        }
    }

    private static final class VectorReader extends StdDeserializer<Embedding> {

        private static final long serialVersionUID = 1;

        VectorReader() {
            super(Embedding.class);
        }

        @Override
        public Embedding deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Embedding.fromBase64(in.getText());
        }
    }
}
