package io.millrace.catalog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * Finds a model's files in a folder or an archive that the user has, under the catalog's names or those that a source gives them, at the top or
 * below any folder. Only those are read; a tar archive goes through {@code tar}, which gives one member at a time on its output, so that no path
 * inside an archive decides where anything is written.
 */
final class ModelImport {

    private ModelImport() {}

    static void read(Path from, CatalogEntry entry, Staging staging) throws IOException {
        String name = from.toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(from)) {
            readTree(from, from, entry, staging);
        } else if (!Files.isReadable(from)) {
            throw new IOException("it is not there or not readable");
        } else if (Stream.of(".zip", ".jar", ".whl").anyMatch(name::endsWith)) {
            try (FileSystem zip = FileSystems.newFileSystem(from)) {
                readTree(zip.getPath("/"), from, entry, staging);
            } catch (ZipException | ProviderNotFoundException e) {
                throw new IOException("it is no readable archive", e);
            }
        } else if (Stream.of(".tar", ".tar.gz", ".tgz").anyMatch(name::endsWith)) {
            readTar(from, entry, staging);
        } else {
            throw new IOException("it is neither a folder nor a zip, jar, whl, tar, tar.gz or tgz archive");
        }
    }

    private static void readTree(Path top, Path from, CatalogEntry entry, Staging staging) throws IOException {
        List<String> names;
        try (Stream<Path> all = Files.walk(top)) {
            names = all.filter(Files::isRegularFile)
                    .map(path -> top.relativize(path).toString().replace('\\', '/'))
                    .toList();
        }
        for (ModelFile file : staging.missing()) {
            SourceReader.copy(top.resolve(find(file, entry, names)), source(from), file, staging);
        }
    }

    private static void readTar(Path from, CatalogEntry entry, Staging staging) throws IOException {
        Path list = staging.folder().resolve("members");
        run(List.of("tar", "-tf", from.toString()), list);
        List<String> names = Files.readAllLines(list, StandardCharsets.UTF_8);
        for (ModelFile file : staging.missing()) {
            String member = find(file, entry, names);
            PartFile part = staging.part(file);
            part.delete();
            run(List.of("tar", "-xOf", from.toString(), "--", member), part.path());
            staging.accept(file, source(from), null, null);
        }
    }

    /** As what the lock names it. */
    static ModelSource source(Path from) {
        return new ModelSource.LocalFiles(Map.of("", from.toAbsolutePath()));
    }

    private static void run(List<String> command, Path output) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException("tar is not installed; unpack the archive, and import the folder", e);
        }
        try {
            if (process.waitFor() != 0) {
                throw new IOException("tar can't read it (exit code " + process.exitValue() + ")");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** The catalog's own name first, at the top before further down. */
    private static String find(ModelFile file, CatalogEntry entry, List<String> names) throws IOException {
        Set<String> sought = new LinkedHashSet<>();
        sought.add(file.name());
        for (ModelSource source : entry.sources()) {
            if (source instanceof ModelSource.Maven
                    || source instanceof ModelSource.Pypi
                    || source instanceof ModelSource.HuggingFace) {
                sought.add(String.valueOf(source.paths().get(file.name())));
            }
        }
        for (String wanted : sought) {
            List<String> found = new ArrayList<>();
            for (String name : names) {
                String plain = name.startsWith("./") ? name.substring(2) : name;
                if (plain.equals(wanted)) {
                    return name;
                }
                if (plain.endsWith("/" + wanted)) {
                    found.add(name);
                }
            }
            if (found.size() == 1) {
                return found.getFirst();
            }
            if (found.size() > 1) {
                throw new IOException("it has " + found.size() + " files " + wanted + " (" + found.get(0) + ", "
                        + found.get(1) + "); import the folder that holds the right one");
            }
        }
        throw new IOException("it has no file " + String.join(" or ", sought));
    }
}
