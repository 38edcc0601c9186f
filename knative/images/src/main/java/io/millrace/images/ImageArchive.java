package io.millrace.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An archive as {@code docker save} writes it: read here as {@code docker load} and {@code ctr images import} do. */
final class ImageArchive {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    ImageArchive(Path file) {
        this.file = file;
    }

    /** The first image's reference, such as {@code dev.local/millrace/intake:1}. */
    String reference() {
        return manifest().path("RepoTags").path(0).asText();
    }

    /** The image's configuration (OCI image specification 1.1, "config.json"). */
    JsonNode configuration() {
        return json(manifest().path("Config").asText());
    }

    /** Puts the content of all its layers, one over the other, below {@code folder}. No layer of ours removes a file. */
    void unpack(Path folder) {
        Set<String> layers = new LinkedHashSet<>();
        manifest().path("Layers").forEach(layer -> layers.add(layer.asText()));
        for (String layer : layers) {
            reading(layer, archive -> unpack(archive, folder));
        }
    }

    private static Void unpack(InputStream layer, Path folder) throws IOException {
        BufferedInputStream start = new BufferedInputStream(layer);
        start.mark(2);
        boolean packed = start.read() == 0x1f && start.read() == 0x8b;
        start.reset();
        TarArchiveInputStream entries = new TarArchiveInputStream(packed ? new GZIPInputStream(start) : start);
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            Path target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new ImageFailure("a layer has an entry outside of the image: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else if (entry.isSymbolicLink()) {
                Files.createDirectories(target.getParent());
                Files.deleteIfExists(target);
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else if (entry.isFile()) {
                Files.createDirectories(target.getParent());
                Files.copy(entries, target, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        target,
                        PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                Files.setLastModifiedTime(
                        target, FileTime.from(entry.getLastModifiedTime().toInstant()));
            }
        }
        return null;
    }

    private JsonNode manifest() {
        return json("manifest.json").path(0);
    }

    private JsonNode json(String name) {
        return reading(name, JSON::readTree);
    }

    private <T> T reading(String name, Reading<T> reading) {
        try (TarArchiveInputStream entries =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return reading.read(entries);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new ImageFailure(file + " is no image archive as 'docker save' writes it: it has no " + name);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(InputStream entry) throws IOException;
    }
}
