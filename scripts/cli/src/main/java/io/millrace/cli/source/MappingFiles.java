package io.millrace.cli.source;

import io.millrace.cli.session.CliFailure;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The mapping files of a data directory. A Millrace that runs on it looks at them whenever it is asked for a row, so a change counts at once. */
final class MappingFiles {

    private final Path folder;

    /** @param data the data directory */
    MappingFiles(Path data) {
        this.folder = data.resolve("databases");
    }

    /** Reads a mapping, wherever it lies. */
    static SourceMapping read(Path file) {
        try {
            return MappingReader.read(file);
        } catch (MappingException e) {
            throw new CliFailure(CliFailure.FAILED, String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            throw new CliFailure(CliFailure.FAILED, "there is no file " + file);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, file + " can't be read: " + e.getMessage());
        }
    }

    /** The files that are there, by name. */
    List<Path> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.filter(MappingReader::isMapping).sorted().toList());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, folder + " can't be read: " + e.getMessage());
        }
    }

    /**
     * The file that says this name, whatever it is called itself; of one that can't be read, what it is called counts.
     *
     * @throws CliFailure where two say it: which of them is meant is for whoever wrote them to say
     */
    Optional<Path> find(String name) {
        List<Path> found =
                all().stream().filter(file -> nameIn(file).equals(name)).toList();
        if (found.size() > 1) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the database " + name + " is in " + found.get(0) + " and in " + found.get(1)
                            + ", of which only the first counts: delete one of these files, or give its database another name");
        }
        return found.stream().findFirst();
    }

    private static String nameIn(Path file) {
        try {
            return read(file).name();
        } catch (CliFailure e) {
            String called = String.valueOf(file.getFileName());
            return called.substring(0, called.lastIndexOf('.'));
        }
    }

    /**
     * Puts a mapping there, in place of the one of the same name; all of it at once.
     *
     * @param file what is copied
     * @return where it is kept
     */
    Path put(SourceMapping mapping, Path file) {
        if (mapping.password() instanceof Secret.File(Path path)) {
            requireWhole("the password's file", path);
        }
        if (mapping.tls() != null && mapping.tls().ca() != null) {
            requireWhole("the file of `ca`", Path.of(mapping.tls().ca()));
        }
        Path kept = find(mapping.name()).orElseGet(() -> free(mapping.name()));
        try {
            Files.createDirectories(folder);
            Path copy = Files.copy(file, folder.resolve("." + mapping.name()), StandardCopyOption.REPLACE_EXISTING);
            return Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "the mapping can't be kept in " + folder + ": " + e.getMessage());
        }
    }

    private Path free(String name) {
        Path file = folder.resolve(name + ".yaml");
        if (Files.exists(file)) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    file + " is of the source " + nameIn(file)
                            + ", and would be overwritten: give that file another name");
        }
        return file;
    }

    /** Millrace's working directory is not this one. */
    private static void requireWhole(String what, Path path) {
        if (!path.isAbsolute()) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    what + " is '" + path + "', but Millrace runs elsewhere: write the whole path, "
                            + path.toAbsolutePath().normalize());
        }
    }

    /** Takes a mapping away. */
    void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, file + " can't be removed: " + e.getMessage());
        }
    }
}
