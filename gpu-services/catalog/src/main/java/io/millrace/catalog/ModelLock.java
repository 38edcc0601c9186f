package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a model's files were when they were put in place: {@code lock.json} beside them.
 *
 * @param source where they came from
 * @param files each file's size and hash
 */
record ModelLock(
        @JsonProperty(required = true) String source,
        @JsonProperty(required = true) Map<String, Content> files) {

    static final String NAME = "lock.json";
    private static final JsonMapper JSON = new JsonMapper();

    record Content(
            @JsonProperty(required = true) long bytes,
            @JsonProperty(required = true) String sha256) {

        /** Size and the hash's beginning, for a message. */
        String brief() {
            return bytes + " bytes and sha256 " + sha256.substring(0, Math.min(12, sha256.length())) + "…";
        }
    }

    ModelLock {
        files = Map.copyOf(files);
    }

    static ModelLock read(Path folder) throws IOException {
        return JSON.readValue(folder.resolve(NAME).toFile(), ModelLock.class);
    }

    void write(Path folder) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(NAME).toFile(), this);
    }

    /** The bytes of all files. */
    long bytes() {
        return files.values().stream().mapToLong(Content::bytes).sum();
    }

    /**
     * Whether a folder has every file of the entry in the size that its lock names.
     *
     * @param wanted what the files must be by the catalog; empty for a revision that is held to its own lock only
     */
    static boolean holds(CatalogEntry entry, Path folder, Map<String, Content> wanted) {
        try {
            if (!Files.isDirectory(folder)) {
                return false;
            }
            ModelLock lock = read(folder);
            for (ModelFile file : entry.files()) {
                Content locked = lock.files().get(file.name());
                Content want = wanted.get(file.name());
                if (locked == null
                        || (want != null && !want.equals(locked))
                        || Files.size(folder.resolve(file.name())) != locked.bytes()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether what a folder's own lock names is there in the right sizes. */
    static boolean isWhole(Path folder) {
        try {
            for (Map.Entry<String, Content> file : read(folder).files().entrySet()) {
                if (Files.size(folder.resolve(file.getKey())) != file.getValue().bytes()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static Content content(Path file) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        long bytes;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            bytes = in.transferTo(OutputStream.nullOutputStream());
        }
        return new Content(bytes, HexFormat.of().formatHex(sha256.digest()));
    }
}
