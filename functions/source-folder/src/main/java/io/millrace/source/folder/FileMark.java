package io.millrace.source.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What tells whether a small file is still the one that was read: other processes write it too. Each writing makes a new file ({@link DurableFiles}), so its key
 * differs even where time and size do not.
 */
record FileMark(List<Object> values) {

    FileMark {
        values = List.copyOf(values);
    }

    /** Empty where there is no file. */
    static Optional<FileMark> of(Path file) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            List<Object> values = new ArrayList<>(List.of(now.lastModifiedTime(), now.size()));
            if (now.fileKey() != null) {
                values.add(now.fileKey());
            }
            return Optional.of(new FileMark(values));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
