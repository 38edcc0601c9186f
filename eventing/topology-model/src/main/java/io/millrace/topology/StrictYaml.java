package io.millrace.topology;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML into fabric8's models as the API server would with strict field validation. The models themselves keep unknown fields in an any-setter; here
 * these are found and named, and no scalar is turned into another.
 */
final class StrictYaml {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new WithoutAnySetters())
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private StrictYaml() {}

    /** The one document of a file as a tree; empty, with a finding, when it can't be read. */
    static Optional<JsonNode> tree(byte[] yaml, Findings findings) {
        try {
            JsonNode node = MAPPER.readTree(yaml);
            if (node.isObject()) {
                return Optional.of(node);
            }
            findings.add("", "is not a Kubernetes object.", "Write one object with apiVersion, kind and metadata.");
        } catch (JacksonException e) {
            findings.add("", "is not one valid YAML document: " + oneLine(e) + ".", "Write one object per file.");
        } catch (IOException e) {
            findings.add("", "can't be read: " + e.getMessage() + ".", "Check the file.");
        }
        return Optional.empty();
    }

    /** The tree as {@code type}; empty when a value has a wrong type. Unknown fields and wrong types become findings. */
    static <T> Optional<T> convert(JsonNode tree, Class<T> type, Findings findings) {
        try {
            return Optional.of(MAPPER.readerFor(type)
                    .without(
                            DeserializationFeature
                                    .FAIL_ON_TRAILING_TOKENS) // a tree has no tail; quantities read a part of it
                    .withHandler(new UnknownFields(findings))
                    .readValue(tree));
        } catch (JsonMappingException e) {
            findings.add(path(e.getPath()), "has a value of the wrong type: " + oneLine(e) + ".", "Correct the value.");
        } catch (IOException e) {
            findings.add("", "can't be read: " + e.getMessage() + ".", "Check the file.");
        }
        return Optional.empty();
    }

    private static String oneLine(JacksonException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String path(List<Reference> references) {
        return references.stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated annotated) {
            return null;
        }
    }

    private static final class UnknownFields extends DeserializationProblemHandler {
        private final Findings findings;

        UnknownFields(Findings findings) {
            this.findings = findings;
        }

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            String path = parser.getParsingContext()
                    .pathAsPointer()
                    .toString()
                    .substring(1)
                    .replace('/', '.')
                    .replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
            findings.add(path, "is no field of this object.", "Correct its name or remove it.");
            parser.skipChildren();
            return true;
        }
    }
}
