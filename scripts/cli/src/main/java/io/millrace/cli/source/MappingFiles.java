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

    Path of(String name) {
        return folder.resolve(name + ".yaml");
    }

    /** The files that are there, by name. */
    List<Path> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.filter(file -> String.valueOf(file.getFileName()).matches("[^.].*\\.ya?ml"))
                            .sorted()
                            .toList());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, folder + " can't be read: " + e.getMessage());
        }
    }

    /**
     * Puts a mapping there, in place of the one of the same name; all of it at once.
     *
     * @param file what is copied
     */
    void put(SourceMapping mapping, Path file) {
        if (mapping.password() instanceof Secret.File(Path path) && !path.isAbsolute()) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the password's file is '" + path + "', but Millrace runs elsewhere: write the whole path, "
                            + path.toAbsolutePath().normalize());
        }
        try {
            Files.createDirectories(folder);
            Path copy = Files.copy(file, folder.resolve("." + mapping.name()), StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, of(mapping.name()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "the mapping can't be kept in " + folder + ": " + e.getMessage());
        }
    }

    /** Takes a mapping away; false where there is none. */
    boolean remove(String name) {
        try {
            return Files.deleteIfExists(of(name));
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, of(name) + " can't be removed: " + e.getMessage());
        }
    }
}
