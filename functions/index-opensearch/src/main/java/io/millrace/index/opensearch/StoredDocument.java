package io.millrace.index.opensearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingJsonFactory;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.text.Terms;
import io.millrace.index.pgvector.FilterColumns;
import io.millrace.index.pgvector.Words;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A document as OpenSearch has it, see {@link IndexForm}. */
final class StoredDocument {

    private static final JsonFactory JSON = new MappingJsonFactory();
    private static final String SEQUENCE = "sequence";
    private static final String TITLE = "title";

    private StoredDocument() {}

    /** One that can be found. */
    static byte[] of(DocumentVersion version, List<EmbeddedChunk> passages) {
        FilterColumns columns = FilterColumns.of(version);
        return written(json -> {
            begin(json, version.document(), version.sequence());
            json.writeStringField("version", version.version());
            json.writeStringField("configuration", version.configuration());
            json.writeStringField("uri", version.uri());
            json.writeStringField(TITLE, version.title());
            write(json, "access", version.access().principals());
            if (columns.path() != null) {
                json.writeStringField("path", columns.path());
            }
            if (columns.contentType() != null) {
                json.writeStringField("content_type", columns.contentType());
            }
            write(json, "languages", columns.languages());
            write(json, "tags", columns.tags());
            write(json, MetadataTerms.FIELD, MetadataTerms.of(columns.values()));
            json.writeNumberField("changed_millis", columns.changedMillis());
            write(json, version.title(), passages);
        });
    }

    /**
     * The same at a later sequence.
     *
     * @param stored as OpenSearch gives it, without its passages
     */
    static byte[] raised(JsonNode stored, Sequence sequence, List<EmbeddedChunk> passages) {
        return written(json -> {
            for (Map.Entry<String, JsonNode> field : stored.properties()) {
                json.writeFieldName(field.getKey());
                if (field.getKey().equals(SEQUENCE)) {
                    json.writeString(sequence.value());
                } else {
                    json.writeTree(field.getValue());
                }
            }
            write(json, stored.path(TITLE).asText(), passages);
        });
    }

    /** One of which nothing can be found, so that nothing that comes late is. */
    static byte[] tombstone(DocumentKey document, Sequence sequence) {
        return written(json -> begin(json, document, sequence));
    }

    private static void begin(JsonGenerator json, DocumentKey document, Sequence sequence) throws IOException {
        json.writeStringField("tenant", document.tenant());
        json.writeStringField(SEQUENCE, sequence.value());
    }

    private static void write(JsonGenerator json, String title, List<EmbeddedChunk> passages) throws IOException {
        json.writeArrayFieldStart("passages");
        for (EmbeddedChunk passage : passages) {
            write(json, title, passage);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String title, EmbeddedChunk passage) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", passage.chunk().id());
        json.writeStringField(
                "words",
                stems(title, passage.chunk().headings(), passage.chunk().text()).stream()
                        .collect(Collectors.joining(" ")));
        json.writeArrayFieldStart("vector");
        for (float component : passage.vector().toArray()) {
            json.writeNumber(component);
        }
        json.writeEndArray();
        json.writeBinaryField("content", PassageContent.toBytes(passage));
        json.writeStringField("embedding", passage.vector().toBase64());
        json.writeEndObject();
    }

    /** The words of a passage, in their order. */
    static List<String> stems(String title, List<String> headings, String text) {
        return Terms.stems(PassageText.context(title, headings) + text).stream()
                .map(Words::key)
                .toList();
    }

    private static void write(JsonGenerator json, String field, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** By way of characters: halves of a surrogate pair, which a text may have, become a question mark and no failure. */
    private static byte[] written(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
