package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code catalog.yaml}. A key that it does not know is an error, since a misspelt sha256 must not pass unseen; a message names the entry,
 * the field and what to do. Addresses and paths may hold {@code ${env.NAME}}.
 */
final class CatalogReader {

    private static final String ON_FIRST_DOWNLOAD = "on-first-download";
    private static final Pattern MISSING =
            Pattern.compile("Missing required creator property '([^']+)'.*", Pattern.DOTALL);

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private final Environment environment;

    private CatalogReader(Environment environment) {
        this.environment = environment;
    }

    private record EntryYaml(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String task,
            @JsonProperty(required = true) String revision,
            @JsonProperty(required = true) String licence,
            @JsonProperty(required = true) String about,
            @Nullable String verified,
            CatalogEntry.@Nullable Embedding embedding,
            CatalogEntry.@Nullable Reranking reranking,
            CatalogEntry.@Nullable Generation generation,
            CatalogEntry.@Nullable Memory memory,
            @Nullable Map<String, List<String>> engines,
            @JsonProperty(required = true) List<ModelFile> files,
            @JsonProperty(required = true) List<SourceYaml> sources) {}

    private record SourceYaml(
            @Nullable String maven,
            @Nullable String pypi,
            @Nullable String huggingface,
            @Nullable String revision,
            @Nullable Map<String, String> paths,
            @Nullable Map<String, String> https,
            @Nullable Map<String, String> file) {}

    /** @throws IllegalArgumentException with a message for the file's author */
    static Catalog read(InputStream yaml, Environment environment) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no YAML: " + e.getOriginalMessage(), e);
        }
        List<String> unknown = root.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> !field.equals("models"))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown field '" + unknown.getFirst() + "'; there is only 'models'");
        }
        JsonNode models = root.path("models");
        if (!models.isArray()) {
            throw new IllegalArgumentException("'models' must be a list of entries");
        }
        CatalogReader reader = new CatalogReader(environment);
        List<CatalogEntry> entries = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            entries.add(reader.named(models.get(i), i + 1));
        }
        return new Catalog(entries);
    }

    private CatalogEntry named(JsonNode node, int number) {
        String name =
                node.path("id").isTextual() ? "entry '" + node.path("id").asText() + "'" : "entry number " + number;
        List<String> known = Arrays.stream(EntryYaml.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        // First, since a misspelt field is also a missing one.
        node.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> !known.contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw new IllegalArgumentException(name + ": unknown field " + field + "; known here are "
                            + String.join(", ", known) + "; correct or remove it");
                });
        try {
            return entry(MAPPER.treeToValue(node, EntryYaml.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + ": " + message(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static String message(JsonProcessingException e) {
        Matcher missing = MISSING.matcher(e.getOriginalMessage());
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "unknown field " + path(unknown) + "; known here are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + "; correct or remove it";
            case InvalidFormatException wrong
            when wrong.getTargetType().isEnum() ->
                path(wrong) + " is '" + wrong.getValue() + "', but must be one of "
                        + Arrays.stream(Objects.requireNonNull(
                                        wrong.getTargetType().getEnumConstants()))
                                .map(constant -> String.valueOf(constant).toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "));
            case ValueInstantiationException refused -> path(refused) + ": " + cause(refused);
            case JsonMappingException mapping
            when missing.matches() -> {
                String within = path(mapping);
                String field = missing.group(1);
                yield (within.endsWith(field) ? within : within.isEmpty() ? field : within + "." + field)
                        + " is missing; add it";
            }
            case JsonMappingException mapping -> path(mapping) + ": " + mapping.getOriginalMessage();
            default -> e.getOriginalMessage();
        };
    }

    private static String cause(ValueInstantiationException e) {
        Throwable cause = e.getCause();
        return cause == null ? e.getOriginalMessage() : String.valueOf(cause.getMessage());
    }

    /** Such as {@code files[0].bytes}. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private CatalogEntry entry(EntryYaml yaml) {
        boolean onFirstDownload = ON_FIRST_DOWNLOAD.equals(yaml.verified());
        if (yaml.verified() != null && !onFirstDownload) {
            throw new IllegalArgumentException(
                    "verified is " + ON_FIRST_DOWNLOAD + " or left out, but is '" + yaml.verified() + "'");
        }
        for (ModelFile file : yaml.files()) {
            if ((file.sha256() == null) != onFirstDownload) {
                throw new IllegalArgumentException(
                        "files: " + file.name() + " needs bytes and sha256, or the entry needs 'verified: "
                                + ON_FIRST_DOWNLOAD + "', and not both");
            }
        }
        Map<CatalogEntry.Engine, List<String>> engines = new EnumMap<>(CatalogEntry.Engine.class);
        if (yaml.engines() != null) {
            yaml.engines()
                    .forEach((key, arguments) ->
                            engines.put(CatalogEntry.Engine.of(key), Objects.requireNonNullElse(arguments, List.of())));
        }
        CatalogEntry entry = new CatalogEntry(
                yaml.id(),
                yaml.revision(),
                yaml.licence(),
                yaml.about(),
                yaml.embedding(),
                yaml.reranking(),
                yaml.generation(),
                yaml.memory(),
                engines,
                yaml.files(),
                yaml.sources().stream().map(this::source).toList());
        if (!entry.task().name().equalsIgnoreCase(yaml.task())) {
            throw new IllegalArgumentException("task is '" + yaml.task() + "', but the entry describes "
                    + entry.task().name().toLowerCase(Locale.ROOT) + "; change one of them");
        }
        return entry;
    }

    private ModelSource source(SourceYaml yaml) {
        long kinds = Stream.of(yaml.maven(), yaml.pypi(), yaml.huggingface(), yaml.https(), yaml.file())
                .filter(kind -> kind != null)
                .count();
        if (kinds != 1) {
            throw new IllegalArgumentException(
                    "sources: each has exactly one of maven, pypi, huggingface, https and file, but one has " + kinds);
        }
        Map<String, String> paths = yaml.paths() == null ? Map.of() : yaml.paths();
        if (yaml.maven() != null) {
            return ModelSource.Maven.of(yaml.maven(), paths);
        }
        if (yaml.pypi() != null) {
            return new ModelSource.Pypi(yaml.pypi(), paths);
        }
        if (yaml.huggingface() != null) {
            return new ModelSource.HuggingFace(
                    yaml.huggingface(), yaml.revision() == null ? "main" : yaml.revision(), paths);
        }
        if (yaml.https() != null) {
            return new ModelSource.Http(map(yaml.https(), URI::create));
        }
        return new ModelSource.LocalFiles(map(yaml.file() == null ? Map.of() : yaml.file(), Path::of));
    }

    private <T> Map<String, T> map(Map<String, String> texts, Function<String, T> parse) {
        Map<String, T> parsed = new TreeMap<>();
        texts.forEach((name, text) -> {
            String expanded = environment.expand(text);
            Matcher open = Environment.REFERENCE.matcher(expanded);
            if (open.find()) {
                throw new IllegalArgumentException(
                        "sources: the variable " + open.group(1) + " is not set; set it, or leave the source out");
            }
            parsed.put(name, parse.apply(expanded));
        });
        return parsed;
    }
}
