package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code catalog.yaml}. A key that it does not know is an error: a misspelt sha256 must not pass unseen. */
final class CatalogReader {

    private static final String ON_FIRST_DOWNLOAD = "on-first-download";

    private CatalogReader() {}

    private record CatalogYaml(
            @JsonProperty(required = true) List<EntryYaml> models) {}

    private record EntryYaml(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String task,
            @JsonProperty(required = true) String revision,
            @JsonProperty(required = true) String licence,
            @JsonProperty(required = true) String about,
            @Nullable String verified,
            CatalogEntry.@Nullable Embedding embedding,
            CatalogEntry.@Nullable Generation generation,
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

    static Catalog read(InputStream yaml) throws IOException {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .build();
        try {
            List<CatalogEntry> entries = new ArrayList<>();
            for (EntryYaml entry : mapper.readValue(yaml, CatalogYaml.class).models()) {
                entries.add(entry(entry));
            }
            return new Catalog(entries);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static CatalogEntry entry(EntryYaml yaml) {
        boolean onFirstDownload = ON_FIRST_DOWNLOAD.equals(yaml.verified());
        if (yaml.verified() != null && !onFirstDownload) {
            throw new IllegalArgumentException(yaml.id() + ": verified is " + ON_FIRST_DOWNLOAD
                    + " or left out, but is '" + yaml.verified() + "'");
        }
        for (ModelFile file : yaml.files()) {
            if ((file.sha256() == null) != onFirstDownload) {
                throw new IllegalArgumentException(
                        yaml.id() + ": " + file.name() + " needs bytes and sha256, or the entry needs 'verified: "
                                + ON_FIRST_DOWNLOAD + "', and not both");
            }
        }
        CatalogEntry entry = new CatalogEntry(
                yaml.id(),
                yaml.revision(),
                yaml.licence(),
                yaml.about(),
                yaml.embedding(),
                yaml.generation(),
                yaml.files(),
                yaml.sources().stream().map(CatalogReader::source).toList());
        if (!entry.task().name().equalsIgnoreCase(yaml.task())) {
            throw new IllegalArgumentException(
                    yaml.id() + ": task is '" + yaml.task() + "', but the entry describes " + entry.task());
        }
        return entry;
    }

    private static ModelSource source(SourceYaml yaml) {
        long kinds = Stream.of(yaml.maven(), yaml.pypi(), yaml.huggingface(), yaml.https(), yaml.file())
                .filter(kind -> kind != null)
                .count();
        if (kinds != 1) {
            throw new IllegalArgumentException(
                    "a source has exactly one of maven, pypi, huggingface, https and file, but one has " + kinds);
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

    private static <T> Map<String, T> map(Map<String, String> texts, Function<String, T> parse) {
        Map<String, T> parsed = new TreeMap<>();
        texts.forEach((name, text) -> parsed.put(name, parse.apply(text)));
        return parsed;
    }
}
