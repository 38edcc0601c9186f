package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model's files were when they were put in place: {@code lock.json} beside them.
 *
 * @param source where they came from
 * @param files each file's size and hash
 */
record ModelLock(
        @JsonProperty(required = true) String source,
        @JsonProperty(required = true) Map<String, Content> files) {

    private static final String NAME = "lock.json";
    private static final JsonMapper JSON = new JsonMapper();

    record Content(
            @JsonProperty(required = true) long bytes,
            @JsonProperty(required = true) String sha256) {}

    ModelLock {
        files = Map.copyOf(files);
    }

    /** Hashes the files of {@code entry} in {@code folder}, and says which one is not what the catalog wants. */
    static ModelLock of(CatalogEntry entry, ModelSource source, Path folder) throws IOException {
        Map<String, Content> files = new TreeMap<>();
        for (ModelFile file : entry.files()) {
            Content content = content(folder.resolve(file.name()));
            if (file.bytes() != null
                    && (file.bytes() != content.bytes() || !content.sha256().equals(file.sha256()))) {
                throw new IOException(file.name() + " has " + content.bytes() + " bytes and sha256 "
                        + content.sha256().substring(0, 12) + "…, the catalog wants " + file.bytes() + " and "
                        + String.valueOf(file.sha256()).substring(0, 12) + "…");
            }
            files.put(file.name(), content);
        }
        return new ModelLock(source.toString(), files);
    }

    static ModelLock read(Path folder) throws IOException {
        return JSON.readValue(folder.resolve(NAME).toFile(), ModelLock.class);
    }

    void write(Path folder) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(NAME).toFile(), this);
    }

    static Content content(Path file) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        long bytes;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            bytes = in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return new Content(bytes, HexFormat.of().formatHex(sha256.digest()));
    }
}
